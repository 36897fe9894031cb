// Runs before anything that an old Node cannot run; the bundle begins with this text.
if (Number(process.versions.node.split('.')[0]) < 22) {
  console.error(`netk: needs Node 22 or newer; this is Node ${process.versions.node}`);
  process.exit(2);
}
