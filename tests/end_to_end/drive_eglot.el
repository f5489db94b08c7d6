;;; drive_eglot.el --- Drives Emacs as a person would  -*- lexical-binding: t; -*-

;; Opens $SPEC with Eglot, looks at the diagnostic, takes the quick fix, saves, runs the build, and writes what was seen
;; as JSON to $TRANSCRIPT.

(require 'osteon)
(require 'json)

(defvar patience 60 "Seconds until a step that does not happen is called missing.")
(defvar seen nil "What was seen, as an alist.")

(defun see (key value)
  (push (cons key value) seen))

(defun finish (missing)
  (when missing (see 'missing missing))
  (with-temp-file (getenv "TRANSCRIPT") (insert (json-encode seen)))
  (kill-emacs (if missing 1 0)))

(defun wait-for (what condition)
  (let ((end (+ (float-time) patience)))
    (while (not (funcall condition))
      (when (> (float-time) end) (finish what))
      (accept-process-output nil 0.05))))

(defun faults ()
  (seq-filter (lambda (diagnostic) (string-match-p "statsu" (marked-text diagnostic))) (flymake-diagnostics)))

(defun marked-text (diagnostic)
  (buffer-substring-no-properties (flymake-diagnostic-beg diagnostic) (flymake-diagnostic-end diagnostic)))

(defun see-the-diagnostic ()
  (wait-for "diagnostic" #'faults)
  (let ((fault (car (faults))))
    (goto-char (flymake-diagnostic-beg fault))
    (see 'line (line-number-at-pos))
    (see 'text (marked-text fault))))

(defun take-the-quick-fix ()
  (setq last-nonmenu-event 13) ; as if asked from the keyboard, so that Eglot asks in the minibuffer
  (eglot-code-actions (line-beginning-position) (line-end-position) "quickfix" t)
  (wait-for "cleared diagnostic" (lambda () (not (faults))))
  (save-buffer)
  (see 'buffer (buffer-string)))

(defun run-the-build ()
  (osteon "build")
  (wait-for "built file" (lambda () (file-exists-p (getenv "BUILT_FILE"))))
  (see 'built (with-temp-buffer
                (insert-file-contents (getenv "BUILT_FILE"))
                (buffer-string))))

(defun take-the-offer (_prompt choices &optional _predicate _require-match _initial _history default)
  "Answer a question with its DEFAULT, or else with the first of its CHOICES."
  (or default (if (consp (car choices)) (caar choices) (car choices))))

(condition-case failure
    (cl-letf (((symbol-function 'completing-read) #'take-the-offer)
              ((symbol-function 'y-or-n-p) #'always))
      (setq eglot-sync-connect patience
            create-lockfiles nil
            make-backup-files nil)
      (find-file (getenv "SPEC"))
      (call-interactively #'eglot)
      (see-the-diagnostic)
      (take-the-quick-fix)
      (run-the-build))
  (error (finish (error-message-string failure))))
(finish nil)

;;; drive_eglot.el ends here
