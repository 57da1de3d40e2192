// Files as people hand them over: from a drop with folders in it, or from the browser's own dialogs.
async function droppedFiles(items, tell) {
  // The entries must be taken at once: the browser empties the list when the event is over.
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = [];
  for (const entry of entries) await walk(entry, "", found, tell);
  return found;
}

async function walk(entry, above, found, tell) {
  const name = above + entry.name;
  if (entry.isFile) {
    const file = await new Promise((take) => entry.file(take, () => take(null)));
    found.push({ name, file });
    if (found.length % 200 === 0) tell(found.length);
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    // A reader gives a hundred entries at a time.
    const some = await new Promise((take) => reader.readEntries(take, () => take([])));
    if (!some.length) return;
    for (const inside of some) await walk(inside, `${name}/`, found, tell);
  }
}

const chosenFiles = (input) => [...input.files].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
