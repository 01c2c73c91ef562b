"""One web page over the user side: see the chats, write, press buttons, vote."""

PAGE = """<!doctype html>
<meta charset="utf-8"><title>Sandbox</title>
<style>
body{font:15px/1.4 system-ui;max-width:44rem;margin:1rem auto;padding:0 1rem}
#log div{border-radius:.6rem;background:#eef3f7;margin:.4rem 0;padding:.5rem .7rem;
white-space:pre-wrap}
#log div.own{background:#e3f6d8;margin-left:4rem} button{margin:.15rem} small{color:#678}
form{position:sticky;bottom:0;background:#fff;padding:.5rem 0;display:flex;gap:.4rem}
input[name=text]{flex:1}
</style>
<h1>Sandbox</h1>
<p><label>Person <select id="person"></select></label>
<label>Chat <select id="chat"></select></label></p>
<div id="log"></div>
<form id="say"><input name="text" autofocus autocomplete="off"><button>Send</button></form>
<script>
const $ = id => document.getElementById(id);
const act = async (action, body) => (await fetch('/__user/' + action,
  {method: 'POST', body: JSON.stringify(body)})).json();
const who = () => ({person: $('person').value, chat: $('chat').value});
function add(parent, tag, text) {
  const node = document.createElement(tag); node.textContent = text; parent.append(node);
  return node;
}
async function choose() {
  const people = (await act('people', {})).result, chats = (await act('chats', {})).result;
  const keep = who();
  $('person').replaceChildren(...people.map(p => new Option(p.first_name)));
  $('chat').replaceChildren(new Option('private'),
    ...chats.filter(c => c.title).map(c => new Option(c.title, c.id)));
  if (keep.person) $('person').value = keep.person;
  if (keep.chat) $('chat').value = keep.chat;
}
async function draw() {
  const answer = await act('chat', who()); if (!answer.ok) return;
  $('log').replaceChildren();
  for (const m of answer.result) {
    const from = m.from || m.sender_chat || {}, box = add($('log'), 'div', '');
    if (from.first_name === $('person').value) box.className = 'own';
    add(box, 'small', (from.first_name || from.title || '') + ' #' + m.message_id
      + (m.edit_date ? ' (edited)' : '') + '\\n');
    const v = m.venue, l = m.location;
    add(box, 'span', m.text || m.caption || (m.poll && m.poll.question)
      || (v && v.title + ', ' + v.address) || (l && l.latitude + ', ' + l.longitude)
      || Object.keys(m).filter(k => !['message_id', 'date', 'chat', 'from'].includes(k)).join());
    for (const row of (m.reply_markup || {}).inline_keyboard || []) {
      const line = add(box, 'p', '');
      for (const b of row) add(line, 'button', b.text).onclick = async () => {
        if (b.url) return window.open(b.url);
        const told = await act('taps', {...who(), message_id: m.message_id, label: b.text});
        if (told.result && told.result.text) alert(told.result.text);
      };
    }
    ((m.poll || {}).options || []).forEach((o, n) => {
      add(box, 'button', o.text + ' · ' + o.voter_count).onclick = () =>
        act('votes', {...who(), message_id: m.message_id, options: [n]});
    });
  }
  window.scrollTo(0, document.body.scrollHeight);
}
$('say').onsubmit = async event => {
  event.preventDefault(); const field = event.target.text;
  await act('says', {...who(), text: field.value}); field.value = '';
};
$('person').onchange = $('chat').onchange = draw;
new WebSocket(`ws://${location.host}/__user/events`).onmessage = draw;
choose().then(draw);
</script>
"""
