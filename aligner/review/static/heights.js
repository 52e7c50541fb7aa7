// Where rows of different heights stand: sums in a binary indexed tree, so that 100,000 rows cost as little as ten.
export class Heights {
  constructor(count, usual) {
    this.count = count;
    this.usual = usual;
    this.known = new Map();
    this.tree = new Float64Array(count + 1); // of what rows differ from the usual height
  }

  set(row, height) {
    const change = height - this.of(row);
    if (!change) return false;
    this.known.set(row, height);
    for (let at = row + 1; at <= this.count; at += at & -at) this.tree[at] += change;
    return true;
  }

  of(row) {
    return this.known.get(row) ?? this.usual;
  }

  // The upper edge of a row; that of the row behind the last is the height of all.
  top(row) {
    let sum = row * this.usual;
    for (let at = row; at > 0; at -= at & -at) sum += this.tree[at];
    return sum;
  }

  // The row that holds a point.
  at(point) {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= point) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}
