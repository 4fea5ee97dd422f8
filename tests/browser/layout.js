// What is wrong with the layout of the page as it stands: texts that lie on one another, and texts that are cut.
() => {
  const SLACK = 2;
  const clips = (style) => [style.overflowX, style.overflowY].some((overflow) => overflow !== "visible");
  const ends = (style) => style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
  const scrolls = (style) => [style.overflowX, style.overflowY].some((overflow) => overflow === "auto" || overflow === "scroll");

  // The part of a box that is seen, and whether something hides a part of it that cannot be scrolled into sight.
  function seen(box, element) {
    let { left, top, right, bottom } = box;
    let cut = false;
    for (let around = element; around && around !== document.body; around = around.parentElement) {
      const style = getComputedStyle(around);
      if (!clips(style) && !(around instanceof SVGSVGElement)) continue;
      const frame = around.getBoundingClientRect();
      const hidden = Math.max(frame.left - left, right - frame.right, frame.top - top, bottom - frame.bottom);
      if (hidden > SLACK && !scrolls(style) && !ends(style)) cut = true;
      if (ends(style) || scrolls(style)) {
        if (right <= frame.left || left >= frame.right || bottom <= frame.top || top >= frame.bottom) return null;
      }
      left = Math.max(left, frame.left);
      right = Math.min(right, frame.right);
      top = Math.max(top, frame.top);
      bottom = Math.min(bottom, frame.bottom);
    }
    return { left, top, right, bottom, cut };
  }

  const texts = [];
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === "" || element.closest("script, .unseen, .skip, title, option") || !element.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const words = node.data.trim().slice(0, 60);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      const part = seen(box, element);
      if (!part) continue;
      if (part.cut) faults.push(`cut: ${words}`);
      if (box.right + scrollX > document.documentElement.clientWidth + SLACK && part.right > document.documentElement.clientWidth + SLACK) faults.push(`beyond the page: ${words}`);
      const stays = ["sticky", "fixed"].some((position) => {
        for (let around = element; around; around = around.parentElement) if (getComputedStyle(around).position === position) return true;
        return false;
      });
      if (!stays) texts.push({ ...part, words, node });
    }
  }
  texts.sort((one, other) => one.top - other.top);
  texts.forEach((one, place) => {
    for (const other of texts.slice(place + 1)) {
      if (other.top > one.bottom) break;
      if (one.node === other.node) continue;
      // Lines of one paragraph may touch; what shares a third of its height lies on it.
      const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      if (width > SLACK && height > (one.bottom - one.top) / 3) faults.push(`on one another: ${one.words} | ${other.words}`);
    }
  });
  return [...new Set(faults)];
}
