local osteon = require('osteon')

vim.api.nvim_create_user_command('Osteon', function(call)
  osteon.run(call.fargs)
end, { nargs = '+', complete = osteon.complete, desc = 'Run a command of the Osteon language server' })

osteon.enable()
