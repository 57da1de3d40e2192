"""The small encoder that is trained from scratch."""

from torch import Tensor, nn

_HALVINGS = 4
_FIRST, _WIDEST = 16, 128


class SmallEncoder(nn.Module):
    """Convolutions of 3 x 3, each with batch normalization, halved four times by averaging, then averaged to one."""

    def __init__(self, convolutions: int, dim: int, dropout: float) -> None:
        super().__init__()
        # The halvings are spread evenly over the convolutions; each doubles the channels.
        halved = {round((number + 1) * convolutions / _HALVINGS) - 1 for number in range(_HALVINGS)}
        blocks: list[nn.Module] = []
        channels, width = 3, _FIRST
        for number in range(convolutions):
            layers = [nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            channels = width
            if number in halved:
                layers.append(nn.AvgPool2d(2))
                width = min(2 * width, _WIDEST)
            blocks.append(nn.Sequential(*layers))
        self.blocks = nn.Sequential(*blocks)
        self.pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(dropout))
        self.last = nn.Linear(channels, dim)

    def forward(self, images: Tensor) -> Tensor:
        """Return (n, dim) of images (n, 3, height, width), at least 16 pixels high and wide."""
        outputs: Tensor = self.last(self.pool(self.blocks(images)))
        return outputs

    def group_matcher(self, coarse: bool = False) -> dict[str, str]:
        """Say which layers make a stage, as timm's models do; the first convolution is the stem."""
        return {"stem": r"^blocks\.0\.", "blocks": r"^blocks\.([1-9])\."}
