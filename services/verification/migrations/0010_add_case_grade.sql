ALTER TABLE verification_case
  ADD COLUMN plan_approver       TINYINT     NOT NULL DEFAULT 1,
  ADD COLUMN extension_approver  TINYINT     NOT NULL DEFAULT 2,
  ADD COLUMN plan_within_days    INT         NOT NULL DEFAULT 5,
  ADD COLUMN progress_every_days INT         NOT NULL DEFAULT 10,
  ADD COLUMN return_by           DATETIME(6) NULL,
  ADD COLUMN plan_due            DATETIME(6) NULL,
  ADD COLUMN progress_due        DATETIME(6) NULL,
  ADD COLUMN extension_days      INT         NULL,
  ADD COLUMN extension_reason    BLOB        NULL,
  ADD COLUMN extended_by         BINARY(16)  NULL,
  ADD COLUMN extended_at         DATETIME(6) NULL
