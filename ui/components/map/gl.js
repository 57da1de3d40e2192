// Draws points with WebGL, in three passes: those that are filtered out, those that are shown, those selected.
const VERTEX = `
attribute vec2 place; attribute float color; attribute float state;
uniform vec4 view; uniform float size; uniform float layer; uniform vec3 palette[64]; uniform vec3 none; uniform vec3 ring;
varying vec4 fill; varying vec4 edge;
void main() {
  bool shown = mod(state, 2.0) > 0.5;
  bool selected = state > 1.5;
  float own = selected && shown ? 2.0 : (shown ? 1.0 : 0.0);
  if (own != layer || state > 3.5) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); gl_PointSize = 0.0; return; }
  gl_Position = vec4(place * view.xy + view.zw, 0.0, 1.0);
  vec3 base = color > 254.5 ? none : palette[int(mod(color, 64.0))];
  fill = vec4(base, layer < 0.5 ? 0.13 : 0.85);
  edge = vec4(ring, layer > 1.5 ? 1.0 : 0.0);
  gl_PointSize = layer > 1.5 ? size * 1.5 + 3.0 : size;
}`;
const FRAGMENT = `
precision mediump float; varying vec4 fill; varying vec4 edge;
void main() {
  float away = length(gl_PointCoord - 0.5);
  if (away > 0.5) discard;
  vec4 mixed = edge.a > 0.5 && away > 0.34 ? edge : fill;
  gl_FragColor = vec4(mixed.rgb * mixed.a, mixed.a);
}`;
const SHOWN = 1;
const SELECTED = 2;
const HIDDEN = 4;

class Points {
  constructor(canvas) {
    this.gl = canvas.getContext("webgl", { antialias: false });
    if (!this.gl) return;
    this.program = this.link();
    this.uniforms = {};
    for (const name of ["view", "size", "layer", "palette", "none", "ring"]) {
      this.uniforms[name] = this.gl.getUniformLocation(this.program, name);
    }
    this.buffers = { place: this.attribute("place", 2, this.gl.FLOAT) };
    this.buffers.color = this.attribute("color", 1, this.gl.UNSIGNED_BYTE);
    this.buffers.state = this.attribute("state", 1, this.gl.UNSIGNED_BYTE);
    this.gl.enable(this.gl.BLEND);
    this.gl.blendFunc(this.gl.ONE, this.gl.ONE_MINUS_SRC_ALPHA);
  }

  link() {
    const { gl } = this;
    const program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    gl.useProgram(program);
    return program;
  }

  attribute(name, size, type) {
    const { gl } = this;
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    const place = gl.getAttribLocation(this.program, name);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, type, false, 0, 0);
    return buffer;
  }

  put(name, values) {
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.buffers[name]);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, values, this.gl.DYNAMIC_DRAW);
  }

  draw(n, view, size, colors) {
    const { gl, uniforms } = this;
    gl.viewport(0, 0, gl.canvas.width, gl.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform4f(uniforms.view, view.scaleX, view.scaleY, -view.x * view.scaleX, -view.y * view.scaleY);
    gl.uniform1f(uniforms.size, size);
    gl.uniform3fv(uniforms.palette, colors.palette);
    gl.uniform3fv(uniforms.none, colors.none);
    gl.uniform3fv(uniforms.ring, colors.ring);
    for (const layer of [0, 1, 2]) {
      gl.uniform1f(uniforms.layer, layer);
      gl.drawArrays(gl.POINTS, 0, n);
    }
  }

  free() {
    this.gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

function rgb(color) {
  const [, r, g, b] = /^#(..)(..)(..)/.exec(color) ?? [, "88", "88", "88"];
  return [r, g, b].map((part) => parseInt(part, 16) / 255);
}
