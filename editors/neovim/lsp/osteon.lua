-- Neovim 0.11 and later read this file when `vim.lsp.enable('osteon')` is called.
return require('osteon').config
