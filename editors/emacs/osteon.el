;;; osteon.el --- Specs that are checked, planned and built as you type  -*- lexical-binding: t; -*-

;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: languages, tools

;;; Commentary:

;; Modes for Osteon's files, their language server for Eglot, and `M-x osteon', which runs one of the server's commands.

;;; Code:

(require 'conf-mode)
(require 'eglot)
(require 'project)
(require 'subr-x)

(defalias 'osteon-base-mode (if (require 'markdown-mode nil t) #'markdown-mode #'text-mode)
  "Markdown's mode where it is installed, since specs are Markdown with tags.")

;;;###autoload
(define-derived-mode osteon-mode osteon-base-mode "Osteon"
  "Major mode for specs, architectures, cases and intents.")

;;;###autoload
(define-derived-mode osteon-toml-mode conf-toml-mode "Osteon-TOML"
  "Major mode for an Osteon plan or configuration.")

;;;###autoload
(progn
  (add-to-list 'auto-mode-alist '("\\.\\(?:smd\\|amd\\|vmd\\|intent\\)\\'" . osteon-mode))
  (add-to-list 'auto-mode-alist '("\\.\\(?:smd\\|amd\\|intent\\)\\.md\\'" . osteon-mode))
  (add-to-list 'auto-mode-alist '("/\\(?:plan\\|osteon\\)\\.toml\\'" . osteon-toml-mode)))

(add-to-list 'eglot-server-programs '((osteon-mode osteon-toml-mode) . ("osteon" "lsp")))

(defun osteon-project (folder)
  "Return the project around FOLDER that an osteon.toml marks, if any.
Version control is asked before."
  (when-let ((root (locate-dominating-file folder "osteon.toml")))
    (cons 'transient root)))

(add-hook 'project-find-functions #'osteon-project 'append)

(defun osteon-commands ()
  "Return an alist from what a person types to a command of the server."
  (let ((capable (if (fboundp 'eglot-server-capable) 'eglot-server-capable 'eglot--server-capable)))
    (mapcar #'osteon--spoken (funcall capable :executeCommandProvider :commands))))

(defun osteon--spoken (command)
  "Pair COMMAND with its spoken form: `osteon.buildTask' is `build-task'."
  (let* ((case-fold-search nil)
         (words (replace-regexp-in-string "\\([a-z]\\)\\([A-Z]\\)" "\\1-\\2" (string-remove-prefix "osteon." command))))
    (cons (downcase (string-replace "_" "-" words)) command)))

;;;###autoload
(defun osteon (name &rest arguments)
  "Run the server's command NAME with ARGUMENTS; do not wait for its end."
  (interactive
   (let ((name (completing-read "Osteon: " (osteon-commands) nil t)))
     (cons name (split-string-and-unquote (read-string (format "Osteon %s, arguments: " name))))))
  (let ((command (cdr (assoc name (osteon-commands)))))
    (unless command
      (user-error "Osteon has no command %s; there are %s" name (mapconcat #'car (osteon-commands) ", ")))
    (jsonrpc-async-request
     (eglot-current-server) :workspace/executeCommand
     (list :command command :arguments (vconcat arguments))
     :success-fn #'ignore
     :error-fn (lambda (failure) (message "Osteon: %s" (plist-get failure :message))))))

(provide 'osteon)
;;; osteon.el ends here
