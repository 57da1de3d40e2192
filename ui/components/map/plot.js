// The picture of the points: its view, its size, and which point lies where.
const REACH = 9; // pixels around the pointer in which a point is taken

class Plot {
  soon() {
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0;
      this.draw();
    });
  }

  draw() {
    if (!this.view || !this.state) return;
    const size = (this.n > 200000 ? 2 : this.n > 20000 ? 3 : this.n > 2000 ? 5 : 7) * (devicePixelRatio || 1);
    this.points.draw(this.n, this.view, size, this.palette);
    this.root.dataset.drawn = this.n;
    this.root.dataset.rev = this.data.rev;
    this.root.dataset.shown = this.state.reduce((sum, state) => sum + (state & SHOWN), 0);
  }

  fitCanvas() {
    const ratio = devicePixelRatio || 1;
    for (const canvas of [this.picture, this.pen]) {
      canvas.width = this.root.clientWidth * ratio;
      canvas.height = this.root.clientHeight * ratio;
    }
    if (this.cells && !this.touched) this.fit();
    this.soon();
  }

  // Shows all points, beside the legend where it leaves room for them.
  fit() {
    const { x, y, width, height } = this.cells?.bounds ?? { x: 0, y: 0, width: 1, height: 1 };
    const taken = this.root.querySelector(".legend").offsetWidth / (this.root.clientWidth || 1);
    const beside = taken < 0.5 ? taken : 0;
    const scaleX = (2 * (1 - beside)) / (width * 1.08 || 1);
    this.view = {
      x: x + width / 2 + beside / scaleX,
      y: y + height / 2,
      scaleX,
      scaleY: 2 / (height * 1.16 || 1),
    };
    this.touched = false;
    this.soon();
  }

  zoom(x, y, factor) {
    this.view.scaleX *= factor;
    this.view.scaleY *= factor;
    this.view.x = x - (x - this.view.x) / factor;
    this.view.y = y - (y - this.view.y) / factor;
    this.touched = true;
    this.soon();
  }

  toData(x, y) {
    const { left, top, width, height } = this.pen.getBoundingClientRect();
    return [
      (((x - left) / width) * 2 - 1) / this.view.scaleX + this.view.x,
      (1 - ((y - top) / height) * 2) / this.view.scaleY + this.view.y,
    ];
  }

  nearest(x, y) {
    if (!this.cells || !this.state) return -1;
    const [dataX, dataY] = this.toData(x, y);
    const { width, height } = this.pen.getBoundingClientRect();
    const radii = [(REACH * 2) / width / this.view.scaleX, (REACH * 2) / height / this.view.scaleY];
    return this.cells.nearest(dataX, dataY, ...radii, (i) => this.state[i] & SHOWN && !(this.state[i] & HIDDEN));
  }

  // Rings the point of the image that the pointer is on in the gallery.
  point(place) {
    const pen = this.pen.getContext("2d");
    pen.clearRect(0, 0, this.pen.width, this.pen.height);
    if (!(place >= 0) || !this.view || !this.xy || Number.isNaN(this.xy[2 * place])) return;
    const { view, xy } = this;
    const x = (((xy[2 * place] - view.x) * view.scaleX + 1) / 2) * this.pen.width;
    const y = ((1 - (xy[2 * place + 1] - view.y) * view.scaleY) / 2) * this.pen.height;
    pen.beginPath();
    pen.arc(x, y, 9 * (devicePixelRatio || 1), 0, 2 * Math.PI);
    pen.strokeStyle = this.primary;
    pen.lineWidth = 3 * (devicePixelRatio || 1);
    pen.stroke();
  }
}
