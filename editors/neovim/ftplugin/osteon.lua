-- Specs are Markdown with tags: Markdown's colours underneath, the server's semantic tokens on top.
vim.bo.syntax = 'markdown'
vim.bo.commentstring = '<!-- %s -->'
vim.bo.expandtab = true
vim.wo.wrap = true
vim.wo.linebreak = true
