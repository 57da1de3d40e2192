"""Trained networks as ONNX files, in full precision and in 8 bits, with what that costs and gains measured."""
