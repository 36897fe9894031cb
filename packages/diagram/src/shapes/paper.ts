/**
 * How the shapes look on paper, and wherever a picture stands outside the panel: fixed colours on white, because a picture in
 * a report is read in a theme that nobody knows. Selectors are of one or two classes and values are plain, so that programs that
 * read SVG without being browsers understand them.
 */
export const paperStyle = `
svg { background: #fff; }
text { font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 11px; fill: #3b3b3b; }
.mono, .num, .sub, .flow { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.caption { font-size: 13px; font-weight: 600; fill: #1f1f1f; }
.caption.bad { fill: #a1260d; }
.way { fill: #616161; }
.name { fill: #1f1f1f; font-weight: 500; }
.num, .sub { font-size: 10px; fill: #616161; }
.b { fill: none; stroke: #c4c4c4; }
.k-internet .b, .k-lan .b { fill: #f8f8f8; }
.k-zone .b { fill: #f7f7f7; stroke: none; }
.k-subnet .b, .k-pod .b, .k-host .b, .k-outside .b, .k-balancer .b, .k-endpoint .b, .k-target .b, .k-cell .b { fill: #fff; }
.k-node .b { fill: #f5f5f5; stroke: #b0b0b0; }
.k-kernel .b { fill: #ebebeb; stroke: none; }
.k-bridge .b { fill: #e4e4e4; stroke: #b0b0b0; }
.k-eni .b, .k-tunnel .b, .k-gateway .b, .k-igw .b, .k-edge .b, .k-router .b, .k-zone-server .b, .k-bead .b { fill: #f8f8f8; stroke: #9a9a9a; }
.k-service .b, .k-group .b { fill: #f6f1f9; stroke: #a78bbd; stroke-dasharray: 5 3; }
.on .b { stroke: #555; }
.on .name { font-weight: 600; }
.wire { fill: none; stroke: #b9b9b9; }
.wire.router { stroke: #dedede; stroke-width: 3; }
.glyph { fill: none; stroke: #616161; }
.mark { fill: none; }
.tick { fill: #652d90; opacity: 0.55; }
.guards { fill: none; stroke: #388a34; }
.track { fill: #e4e4e4; }
.fill { fill: #7a7a7a; }
.fill.high { fill: #9a6700; }
.fill.worst { fill: #a1260d; }
.pipe path { fill: none; stroke: #1f1f1f; stroke-width: 12; opacity: 0.16; }
.route, .msg { fill: none; }
.route.halo { stroke: #fff; stroke-width: 6; opacity: 0.85; }
.route.forward, .msg.forward { stroke: #1a85ff; stroke-width: 2.6; }
.route.reply, .msg.reply { stroke: #b26a00; stroke-width: 2.2; stroke-dasharray: 7 4; }
.arrow.forward, .tip.forward { fill: #1a85ff; }
.arrow.reply, .tip.reply { fill: #fff; stroke: #b26a00; stroke-width: 1.6; }
.term { fill: none; stroke-width: 3.4; }
.term.start { stroke-width: 5; }
.term.forward { stroke: #1a85ff; }
.term.reply { stroke: #b26a00; }
.badge text { font-weight: 700; font-size: 10px; text-anchor: middle; fill: #000; }
.badge.forward circle, .badge.forward rect { fill: #6bb0ff; stroke: #1a85ff; }
.badge.reply rect { fill: #f0b965; stroke: #b26a00; stroke-dasharray: 3 2; }
.drop path { fill: none; stroke: #a1260d; stroke-width: 3; }
.drop circle { fill: #fff; stroke: #a1260d; stroke-width: 2.4; }
.lane-head rect { fill: #f8f8f8; stroke: #c4c4c4; }
.lane-head text, .say { text-anchor: middle; }
.lane-head .name { font-weight: 600; }
.life { stroke: #b0b0b0; stroke-dasharray: 2 4; }
.has { fill: #ededed; stroke: #c4c4c4; }
.note { fill: #f7f7f7; stroke: #c4c4c4; }
.note.nat, .note.relay { fill: #f3edf7; stroke: #652d90; }
.note.policy { stroke: #388a34; }
.note.tunnel { stroke: #1f1f1f; stroke-width: 1.6; }
.note.rule { stroke-dasharray: 3 3; }
.note.drop { fill: #fbeeec; stroke: #a1260d; stroke-width: 2; }
.say { paint-order: stroke; stroke: #fff; stroke-width: 3px; stroke-linejoin: round; }
.note ~ .say { stroke: none; }
.dim { fill: #616161; }
.bold { font-weight: 600; }
.changed { fill: #4b2170; font-weight: 700; text-decoration: underline; }
.bracket { fill: none; stroke: #8a8a8a; stroke-width: 1.5; }
.part-head { fill: #e9e9e9; }
.sign { fill: #fff; stroke: #1f1f1f; stroke-width: 1.5; }
.sign.reply { stroke-dasharray: 3 2; }
.sign-text { font-weight: 700; text-anchor: middle; }
.title { font-size: 12px; font-weight: 600; fill: #1f1f1f; }
.what { fill: #616161; }
.flow { text-anchor: end; fill: #616161; }
.rule-line { stroke: #c4c4c4; }
.turn { font-weight: 600; fill: #7a4700; }
`.trim();
