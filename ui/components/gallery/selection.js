// A selection in a row of places, with the habits of a file manager: replace, toggle, range, all.
class Selection {
  constructor() {
    this.places = new Set(); // of the list, not of what is shown
    this.cursor = 0; // of what is shown
    this.anchor = 0;
    this.labeled = 0; // the turn of a label that was sent and whose answer is not here yet; 0 for none
    this.newer = false; // somebody has selected again since
    this.withheld = false; // the server knows the labeled selection from the label alone
  }

  clear() {
    this.places.clear();
  }

  sent(turn, withheld) {
    Object.assign(this, { labeled: turn, newer: false, withheld });
  }

  // The answer to a label takes the labeled selection away, not one that a quick hand made meanwhile. Returns whether
  // the server has still to be told what is selected: a label was refused, and its selection stays. `heard` is the turn
  // of the label that the server heard last: what was drawn for another reason is not the answer.
  answered(cleared, heard) {
    if (cleared && !(this.labeled && this.newer)) this.clear();
    if (this.labeled !== heard) return false;
    const untold = !cleared && this.withheld && this.places.size > 0;
    this.labeled = 0;
    this.newer = this.withheld = false;
    return untold;
  }

  only(shown, at) {
    this.places = new Set([shown(at)]);
    this.cursor = this.anchor = at;
  }

  toggle(shown, at) {
    const place = shown(at);
    if (!this.places.delete(place)) this.places.add(place);
    this.cursor = this.anchor = at;
  }

  range(shown, to, keep) {
    if (!keep) this.places.clear();
    for (let at = Math.min(this.anchor, to); at <= Math.max(this.anchor, to); at++) this.places.add(shown(at));
    this.cursor = to;
  }

  all(shown, count) {
    for (let at = 0; at < count; at++) this.places.add(shown(at));
  }

  move(to) {
    this.cursor = this.anchor = to;
  }
}
