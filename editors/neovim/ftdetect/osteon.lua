vim.filetype.add({
  extension = { smd = 'osteon', amd = 'osteon', vmd = 'osteon', intent = 'osteon' },
  pattern = {
    ['.*%.smd%.md'] = 'osteon',
    ['.*%.amd%.md'] = 'osteon',
    ['.*%.intent%.md'] = 'osteon',
  },
})
