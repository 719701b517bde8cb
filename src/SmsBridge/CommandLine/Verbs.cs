using System.CommandLine;

namespace SmsBridge.CommandLine;

/// <summary>What the command line knows.</summary>
internal static class Verbs
{
    public const string Program = Doctor.DoctorWords.Program;

    /// <summary>
    /// Whether the arguments are for the command line. Settings of the service look like <c>--Urls=…</c>, <c>/Urls …</c> or <c>Urls=…</c>; a bare
    /// word is a verb, also a misspelled one: that must not start the service.
    /// </summary>
    public static bool IsVerb(IReadOnlyList<string> arguments) =>
        arguments is [var first, ..]
        && (first is "--help" or "-h" or "-?" or "--version" || (first.Length > 0 && first.All(char.IsAsciiLetter)));

    public static RootCommand Create(VerbHost host)
    {
        var root = new RootCommand("The bridge between a Mifos X or Apache Fineract core and SMS. Without a verb the service starts.")
        {
            HelpName = Program,
        };
        root.Add(TenantCommands.Create(host));
        root.Add(KeyCommands.Create(host));
        root.Add(HookCommands.Create(host));
        root.Add(EventCommands.Create(host));
        root.Add(TextCommands.Create(host));
        root.Add(RouteCommands.Create(host));
        root.Add(GapCommands.Create(host));
        root.Add(SurgeCommands.Create(host));
        root.Add(SpendCommands.Create(host));
        root.Add(DigestCommands.Create(host));
        root.Add(ConsentCommands.Create(host));
        root.Add(ImportCommands.Create(host));
        root.Add(ScheduleCommands.Create(host));
        root.Add(ProviderCommands.Create(host));
        root.Add(PartnerCommands.Create(host));
        root.Add(OperatorCommands.Create(host));
        root.Add(AlarmCommands.Create(host));
        root.Add(PrivacyCommands.Create(host));
        root.Add(RetentionCommands.Create(host));
        root.Add(BackupVerb.Create(host));
        root.Add(RestoreCommands.Create(host));
        root.Add(VerifyVerb.Create(host));
        root.Add(StorageCommands.Create(host));
        root.Add(ConfigCommands.Create(host));
        root.Add(HealthVerb.Create(host));
        return root;
    }
}
