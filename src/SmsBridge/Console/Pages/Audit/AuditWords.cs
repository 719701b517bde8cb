using System.Collections.Frozen;
using SmsBridge.Operators;

namespace SmsBridge.Console.Pages.Audit;

/// <summary>What was done, for people.</summary>
internal static class AuditWords
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [AuditActions.SignIn] = "signed in",
        [AuditActions.SignInRefused] = "sign-in refused",
        [AuditActions.ConfirmRefused] = "wrong password, signed in",
        [AuditActions.SignOut] = "signed out",
        [AuditActions.Reveal] = "saw a number",
        [AuditActions.Resend] = "sent anew",
        [AuditActions.Cancel] = "cancelled",
        [AuditActions.Note] = "wrote a note",
        [AuditActions.Export] = "exported",
        [AuditActions.KeyRotate] = "made a new key",
        [AuditActions.KeyRevoke] = "ended keys",
        [AuditActions.ProgramKeyAdd] = "made a key for a program",
        [AuditActions.ProgramKeyEnd] = "ended a program’s key",
        [AuditActions.Settings] = "changed settings",
        [AuditActions.OptOutLift] = "lifted an opt-out",
        [AuditActions.Text] = "changed texts",
        [AuditActions.Routes] = "changed routes",
        [AuditActions.KeyAdopt] = "took a lost tenant up again",
        [AuditActions.GapsMakeUp] = "made up what hooks did not tell",
        [AuditActions.GapsRule] = "changed the rule of gaps",
        [AuditActions.SurgeRelease] = "released what was held",
        [AuditActions.SurgeCancel] = "cancelled what was held",
        [AuditActions.SurgeRule] = "changed the surge gate",
        [AuditActions.SpendCap] = "changed the spend cap",
        [AuditActions.SpendRelease] = "released what the spend cap held",
        [AuditActions.SpendCancel] = "cancelled what the spend cap held",
        [AuditActions.ImportPause] = "began or ended an import pause",
        [AuditActions.Schedule] = "changed reminders or reports",
        [AuditActions.ScheduleRun] = "began a run of reminders or a report",
        [AuditActions.ScheduleStop] = "stopped a run of reminders or a report",
        [AuditActions.TenantPause] = "paused a tenant",
        [AuditActions.TenantResume] = "resumed a tenant",
        [AuditActions.TenantDelete] = "deleted a tenant",
        [AuditActions.TenantAdd] = "added a tenant",
        [AuditActions.RegistrationApprove] = "approved a registration",
        [AuditActions.RegistrationRefuse] = "refused a registration",
        [AuditActions.Verify] = "checked a tenant",
        [AuditActions.HookCreate] = "made a hook in the core",
        [AuditActions.HookChange] = "changed a hook in the core",
        [AuditActions.EventsEnable] = "switched on external events in the core",
        [AuditActions.EventsDrop] = "dropped external events that were set aside",
        [AuditActions.EventsAgain] = "took external events that were set aside once more",
        [AuditActions.HookDelete] = "deleted a hook in the core",
        [AuditActions.Backup] = "made a backup",
        [AuditActions.Restore] = "put a backup back",
        [AuditActions.RestoreOpen] = "let it send before it was known what was sent since the backup",
        [AuditActions.PrivacyExport] = "exported all of a client",
        [AuditActions.PrivacyErase] = "erased a client",
        [AuditActions.RetentionRule] = "changed how long data are kept",
        [AuditActions.RetentionRun] = "took out what was old",
        [AuditActions.PrivacyVacuum] = "rewrote the database file",
        [AuditActions.AlarmTest] = "tested the alarms",
        [AuditActions.StorageCopy] = "moved everything to PostgreSQL",
        [AuditActions.TimeZone] = "chose a time zone",
        [AuditActions.TestSms] = "sent a test SMS",
        [AuditActions.OperatorAdd] = "added an operator",
        [AuditActions.OperatorChange] = "changed an operator’s rights",
        [AuditActions.OperatorReset] = "reset a password",
        [AuditActions.OperatorDisable] = "disabled or enabled an operator",
        [AuditActions.PasswordChange] = "changed the own password",
        [AuditActions.SecondFactorSet] = "set up a second factor",
        [AuditActions.SecondFactorRemove] = "removed the own second factor",
        [AuditActions.SecondFactorReset] = "reset a second factor",
        [AuditActions.RecoveryCodes] = "made new recovery codes",
        [AuditActions.SessionsEnd] = "ended sessions",
        [AuditActions.PartnerAdd] = "added a partner",
        [AuditActions.PartnerChange] = "changed a partner",
        [AuditActions.PartnerRotate] = "made new partner secrets",
        [AuditActions.PartnerRecover] = "repeated a partner’s notifications",
        [AuditActions.PartnerExample] = "sent a partner an example",
        [AuditActions.PartnerDelete] = "deleted a partner",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<KeyValuePair<string, string>> All => Words.OrderBy(word => word.Value, StringComparer.Ordinal);

    /// <summary>One of a newer version is shown as it is.</summary>
    public static string Of(string action) => Words.GetValueOrDefault(action, action);
}
