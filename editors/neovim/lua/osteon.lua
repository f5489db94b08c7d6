-- Osteon for Neovim 0.10 and later: which buffers the server gets, and the Ex command `:Osteon`.
local M = {}

local TOML_FILES = { ['plan.toml'] = true, ['osteon.toml'] = true }
local ROOT_MARKERS = { 'osteon.toml', 'pyproject.toml', '.git', 'plan.toml' } -- the best sign of a project first

--- The project a buffer belongs to, or nil for a TOML file that is none of ours.
function M.root(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  if vim.bo[buffer].filetype == 'toml' and not TOML_FILES[vim.fs.basename(path)] then
    return nil
  end
  for _, marker in ipairs(ROOT_MARKERS) do
    local root = vim.fs.root(buffer, marker)
    if root then
      return root
    end
  end
  return path ~= '' and vim.fs.dirname(path) or vim.uv.cwd()
end

M.config = {
  cmd = { 'osteon', 'lsp' },
  filetypes = { 'osteon', 'toml' },
  root_dir = function(buffer, start_in)
    local root = M.root(buffer)
    if root then
      start_in(root)
    end
  end,
}

--- Start the server for every buffer it understands, whichever way this Neovim has for that.
function M.enable()
  if vim.lsp.enable then -- 0.11: reads lsp/osteon.lua and what `vim.lsp.config('osteon', …)` adds to it
    vim.lsp.enable('osteon')
    return
  end
  vim.api.nvim_create_autocmd('FileType', {
    pattern = M.config.filetypes,
    group = vim.api.nvim_create_augroup('osteon', {}),
    callback = function(event)
      local root = M.root(event.buf)
      if root then
        vim.lsp.start({ name = 'osteon', cmd = M.config.cmd, root_dir = root }, { bufnr = event.buf })
      end
    end,
  })
end

local function current_client()
  local clients = vim.lsp.get_clients({ name = 'osteon', bufnr = 0 })
  return clients[1] or vim.lsp.get_clients({ name = 'osteon' })[1]
end

--- The server's commands by the word a person types: `osteon.buildTask` is `build-task`.
function M.commands(client)
  local provider = client.server_capabilities.executeCommandProvider or {}
  local commands = {}
  for _, name in ipairs(provider.commands or {}) do
    local word = name:gsub('^osteon%.', ''):gsub('(%l)(%u)', '%1-%2'):gsub('_', '-'):lower()
    commands[word] = name
  end
  return commands
end

local function report_failure(failure)
  if failure then
    vim.notify('osteon: ' .. failure.message, vim.log.levels.ERROR)
  end
end

--- Run one of the server's commands: `run({ 'build-task', 'display-draw' })`.
function M.run(words)
  local client = current_client()
  if not client then
    vim.notify('osteon: no server is running; open a spec first', vim.log.levels.ERROR)
    return
  end
  local command = M.commands(client)[words[1]]
  if not command then
    local known = vim.tbl_keys(M.commands(client))
    table.sort(known)
    vim.notify(('osteon: no command %s; there are %s'):format(words[1], table.concat(known, ', ')), vim.log.levels.ERROR)
    return
  end
  local request = { command = command, arguments = vim.list_slice(words, 2) }
  if vim.fn.has('nvim-0.11') == 1 then
    client:request('workspace/executeCommand', request, report_failure)
  else
    client.request('workspace/executeCommand', request, report_failure)
  end
end

--- Complete the first word after `:Osteon`.
function M.complete(typed)
  local client = current_client()
  local matches = vim.tbl_filter(function(word)
    return vim.startswith(word, typed)
  end, client and vim.tbl_keys(M.commands(client)) or {})
  table.sort(matches)
  return matches
end

return M
