// Search in a mirror, without a server: words of the address against the index beside this file, which is a script since a
// page opened from a disk may read no other file.
(() => {
  const { headings, none, near, entries } = window.mirrorIndex
  const script = document.currentScript, root = script.dataset.root
  const plain = text => text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
  const asked = (new URLSearchParams(location.search).get('q') || '').slice(0, 200)
  const wanted = plain(asked)
  const field = document.querySelector('main input[type=search]')
  if (field) field.value = asked
  if (!wanted) return
  const runs = text => { const t = `  ${text} `; return new Set([...t].slice(2).map((_, i) => t.slice(i, i + 3))) }
  const sought = runs(wanted)
  const alike = text => {
    const other = runs(text)
    return 2 * [...sought].filter(run => other.has(run)).length / (sought.size + other.size)
  }
  const words = wanted.split(' ')
  const score = ([, , , title, text]) => {
    if (title === wanted) return 6
    if (title.startsWith(wanted)) return 5
    const within = (part, where) => words.every(word => part(where, word))
    const begun = (where, word) => ` ${where}`.includes(` ${word}`), inside = (where, word) => where.includes(word)
    return within(begun, title) ? 4 : within(inside, title) ? 3 : within(begun, `${title} ${text}`) ? 2
      : within(inside, `${title} ${text}`) ? 1 : 0
  }
  let found = entries.map(entry => [score(entry), entry]).filter(([points]) => points)
  const guessed = !found.length
  if (guessed) {
    found = entries.map(entry => [Math.max(alike(entry[3]), ...entry[3].split(' ').map(alike)), entry])
      .filter(([points]) => points >= 0.45)
  }
  found.sort((a, b) => b[0] - a[0])
  const place = script.parentElement.insertBefore(document.createElement('section'), script)
  const add = (parent, tag, text) => Object.assign(parent.appendChild(document.createElement(tag)), { textContent: text })
  if (guessed) add(place, 'p', (found.length ? near : none).replace('{q}', asked))
  headings.forEach((heading, kind) => {
    const rows = found.filter(([, entry]) => entry[0] === kind).slice(0, 60)
    if (!rows.length) return
    add(place, 'h2', heading)
    const list = add(place, 'ul', '')
    list.className = 'links'
    rows.forEach(([, [, title, address]]) => { add(add(list, 'li', ''), 'a', title).href = root + address })
  })
})()
