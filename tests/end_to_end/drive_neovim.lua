-- Drives Neovim as a person would and writes what it saw as JSON to $TRANSCRIPT:
-- open a spec, look at the diagnostic, take the quick fix, save, run the build.
local PATIENCE = 60000 -- milliseconds until a step that does not happen is called missing
local FAULT = 'unknown-tag'
local seen = { encoding = '', diagnostics = {}, actions = {}, progress = {}, messages = {}, questions = {} }

local function finish(missing)
  seen.missing = missing
  vim.fn.writefile({ vim.json.encode(seen) }, vim.env.TRANSCRIPT)
  vim.cmd(missing and 'cquit!' or 'qall!')
end

local function wait_for(what, condition)
  if not vim.wait(PATIENCE, condition, 20) then
    finish(what)
  end
end

local function faults()
  return vim.tbl_filter(function(diagnostic)
    return diagnostic.code == FAULT
  end, vim.diagnostic.get(0))
end

local function observe()
  vim.api.nvim_create_autocmd('LspProgress', {
    callback = function(event)
      table.insert(seen.progress, { token = tostring(event.data.params.token), value = event.data.params.value })
    end,
  })
  local show = vim.lsp.handlers['window/showMessage']
  vim.lsp.handlers['window/showMessage'] = function(failure, message, ...)
    table.insert(seen.messages, message.message)
    return show(failure, message, ...)
  end
  vim.ui.select = function(items, options, choose) -- the server asks before it runs a project's commands: agree
    table.insert(seen.questions, options.prompt or '')
    choose(items[1], 1)
  end
end

local function see_the_diagnostic()
  wait_for('diagnostic', function()
    return #faults() > 0
  end)
  seen.encoding = vim.lsp.get_clients({ name = 'osteon' })[1].offset_encoding
  for _, diagnostic in ipairs(faults()) do
    local range = { diagnostic.lnum, diagnostic.col, diagnostic.end_lnum, diagnostic.end_col }
    local text = vim.api.nvim_buf_get_text(0, range[1], range[2], range[3], range[4], {})
    table.insert(seen.diagnostics, { line = range[1] + 1, text = table.concat(text, '\n'), message = diagnostic.message })
  end
end

local function take_the_quick_fix()
  local fault = faults()[1]
  vim.api.nvim_win_set_cursor(0, { fault.lnum + 1, fault.col })
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      table.insert(seen.actions, action.title)
      return action.isPreferred and vim.startswith(action.kind, 'quickfix')
    end,
  })
  wait_for('cleared diagnostic', function()
    return #faults() == 0
  end)
  seen.buffer = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  vim.cmd.write()
end

local function steps_of_the_build()
  local builds = {}
  return vim.tbl_filter(function(step)
    builds[step.token] = builds[step.token] or (step.value.title or ''):lower():find('build') ~= nil
    return builds[step.token]
  end, seen.progress)
end

local function run_the_build()
  seen.completion = vim.fn.getcompletion('Osteon bui', 'cmdline')
  vim.cmd('Osteon build')
  wait_for('end of the build', function()
    local steps = steps_of_the_build()
    return #steps > 0 and steps[#steps].value.kind == 'end' and #seen.messages > 0
  end)
  seen.steps = vim.tbl_map(function(step)
    return step.value.kind
  end, steps_of_the_build())
  seen.built = vim.fn.filereadable(vim.env.BUILT_FILE) == 1 and vim.fn.readfile(vim.env.BUILT_FILE) or vim.NIL
end

local ok, failure = pcall(function()
  observe()
  vim.cmd.edit(vim.env.SPEC)
  see_the_diagnostic()
  take_the_quick_fix()
  run_the_build()
end)
finish(not ok and failure or nil)
