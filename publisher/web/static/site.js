// A little ease on top of pages that work without it: copy the citation, print, find a row in a long table.
document.querySelectorAll('.citation').forEach(place => {
  if (!navigator.clipboard) return
  const english = document.documentElement.lang === 'en'
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy noprint'
  button.textContent = english ? 'Copy' : 'Kopiera'
  const text = place.textContent
  button.addEventListener('click', () => navigator.clipboard.writeText(text).then(() => {
    button.textContent = english ? 'Copied' : 'Kopierad'
  }))
  place.append(button)
})
document.querySelectorAll('input[data-filter]').forEach(input => {
  const rows = [...document.querySelectorAll('#' + input.dataset.filter + ' tbody tr')]
  const plain = text => text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '')
  input.closest('[hidden]')?.removeAttribute('hidden')
  input.addEventListener('input', () => {
    const sought = plain(input.value.trim())
    rows.forEach(row => { row.hidden = !plain(row.textContent).includes(sought) })
  })
})
document.querySelectorAll('[data-print]').forEach(button => {
  button.hidden = false
  button.addEventListener('click', () => window.print())
})
