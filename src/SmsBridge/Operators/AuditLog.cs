using SmsBridge.Store;

namespace SmsBridge.Operators;

/// <summary>One thing somebody did. Never a secret, never a whole number.</summary>
/// <param name="OperatorId">Null: not an operator of the console (command line, API key, somebody unknown).</param>
/// <param name="Actor">Name at that time.</param>
/// <param name="Source">Address it came from.</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="TenantId">Whose matter it was; null: nobody's in particular.</param>
/// <param name="Subject">"message 17", "operator anna".</param>
/// <param name="Reason">The operator's own words.</param>
internal sealed record AuditEntry(
    long? OperatorId, string Actor, string? Source, string Action, long? TenantId, string? Subject, string? Reason = null, string? Before = null,
    string? After = null);

/// <summary>What can be on the audit. Stored; a name never changes its meaning.</summary>
internal static class AuditActions
{
    public const string SignIn = "sign_in";
    public const string SignInRefused = "sign_in_refused";
    public const string ConfirmRefused = "confirm_refused";
    public const string SignOut = "sign_out";
    public const string Reveal = "reveal";
    public const string Resend = "resend";
    public const string Cancel = "cancel";
    public const string Note = "note";
    public const string Export = "export";
    public const string KeyRotate = "key_rotate";
    public const string KeyRevoke = "key_revoke";
    public const string ProgramKeyAdd = "program_key_add";
    public const string ProgramKeyEnd = "program_key_end";
    public const string Settings = "settings";
    public const string TenantPause = "tenant_pause";
    public const string TenantResume = "tenant_resume";
    public const string TenantDelete = "tenant_delete";
    public const string TestSms = "test_sms";
    public const string TenantAdd = "tenant_add";
    public const string Verify = "verify";
    public const string RegistrationApprove = "registration_approve";
    public const string RegistrationRefuse = "registration_refuse";
    public const string HookCreate = "hook_create";
    public const string HookChange = "hook_change";
    public const string HookDelete = "hook_delete";
    public const string EventsEnable = "events_enable";
    public const string EventsDrop = "events_drop";
    public const string EventsAgain = "events_again";
    public const string Backup = "backup";
    public const string BackupSend = "backup_send";
    public const string BackupDelete = "backup_delete";
    public const string StorageCopy = "storage_copy";
    public const string Restore = "restore";
    public const string RestoreOpen = "restore_open";
    public const string OperatorAdd = "operator_add";
    public const string OperatorChange = "operator_change";
    public const string OperatorReset = "operator_reset";
    public const string OperatorDisable = "operator_disable";
    public const string PasswordChange = "password_change";
    public const string SecondFactorSet = "second_factor_set";
    public const string SecondFactorRemove = "second_factor_remove";
    public const string SecondFactorReset = "second_factor_reset";
    public const string RecoveryCodes = "recovery_codes";
    public const string SessionsEnd = "sessions_end";
    public const string TimeZone = "time_zone";
    public const string PartnerAdd = "partner_add";
    public const string PartnerChange = "partner_change";
    public const string PartnerRotate = "partner_rotate";
    public const string PartnerRecover = "partner_recover";
    public const string PartnerExample = "partner_example";
    public const string OptOutLift = "opt_out_lift";
    public const string Text = "text";
    public const string Routes = "routes";
    public const string KeyAdopt = "key_adopt";
    public const string GapsMakeUp = "gaps_make_up";
    public const string GapsRule = "gaps_rule";
    public const string SurgeRelease = "surge_release";
    public const string SurgeCancel = "surge_cancel";
    public const string SurgeRule = "surge_rule";
    public const string SpendCap = "spend_cap";
    public const string SpendRelease = "spend_release";
    public const string SpendCancel = "spend_cancel";
    public const string Digest = "digest";
    public const string ConsentRule = "consent_rule";
    public const string Consent = "consent";
    public const string ImportPause = "import_pause";
    public const string Schedule = "schedule";
    public const string ScheduleRun = "schedule_run";
    public const string ScheduleStop = "schedule_stop";
    public const string PartnerDelete = "partner_delete";
    public const string PrivacyExport = "privacy_export";
    public const string PrivacyErase = "privacy_erase";
    public const string PrivacyVacuum = "privacy_vacuum";
    public const string RetentionRule = "retention_rule";
    public const string RetentionRun = "retention_run";
    public const string AlarmTest = "alarm_test";
    public const string AccountRefused = "account_refused";
    public const string NumberSearches = "number_searches";
}

/// <summary>Writes the audit: append-only.</summary>
internal sealed class AuditLog(Database database, TimeProvider time)
{
    private const string Insert = """
        INSERT INTO audit (at, operator_id, actor, source, action, tenant_id, subject, reason, before, after)
        VALUES (@At, @OperatorId, @Actor, @Source, @Action, @TenantId, @Subject, @Reason, @Before, @After)
        """;

    /// <summary>Done means on disk. An act that shows something (a reveal, an export) is recorded before it is shown.</summary>
    public Task RecordAsync(AuditEntry entry) => database.WriteAsync(session => Record(session, entry));

    /// <summary>In the transaction of the act itself.</summary>
    public void Record(WriteSession session, AuditEntry entry) =>
        session.Execute(Insert, new
        {
            At = time.GetUtcNow().ToUnixTimeMilliseconds(), entry.OperatorId, entry.Actor, entry.Source, entry.Action, entry.TenantId, entry.Subject,
            entry.Reason, entry.Before, entry.After,
        });
}
