// One script for both sides of a framed chart: within, it tells how tall the chart is; on the page around, it makes the
// frame as tall. Without it the frame keeps the height it was given. Nothing is stored and nobody else is asked.
(() => {
  const own = document.currentScript.src
  if (document.body?.classList.contains('embed')) {
    const main = document.getElementById('main')
    const tell = () => parent.postMessage({ chartHeight: Math.ceil(main.getBoundingClientRect().bottom + scrollY) }, '*')
    new ResizeObserver(tell).observe(main)
    addEventListener('message', event => { if (event.source === parent && event.data === 'chartHeight?') tell() })
    return
  }
  const origin = new URL(own).origin
  if (window.chartFrames?.has(origin)) return  // one listener for many charts
  window.chartFrames = new Set(window.chartFrames).add(origin)
  addEventListener('message', event => {
    const height = event.data?.chartHeight
    if (event.origin !== origin || !(height > 0 && height < 10000)) return
    for (const frame of document.querySelectorAll('iframe')) {
      if (frame.contentWindow === event.source) frame.style.height = height + 'px'
    }
  })
  const ask = () => document.querySelectorAll('iframe').forEach(frame => {
    if (frame.src.startsWith(origin + '/')) frame.contentWindow.postMessage('chartHeight?', '*')
  })
  ask()
  addEventListener('load', ask)
  addEventListener('resize', ask)  // browsers do not tell a frame that is out of sight that its size has changed
})()
