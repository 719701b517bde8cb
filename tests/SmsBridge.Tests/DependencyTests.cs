using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Microsoft.Data.Sqlite;
using SmsBridge.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Partners.Notices;
using SmsBridge.Tenants;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace SmsBridge.Tests;

/// <summary>
/// Folder is namespace, and who may know whom: what the compiler does not guard in one project. Looked at in the compiled assembly, so that
/// pages count, and what a name does not show: extension methods, inferred types, what is called on what is returned.
/// </summary>
public partial class DependencyTests
{
    private static readonly string[] Grounds = ["Messages", "Numbers", "Store", "Gateways", "Ledger", "Core", "Texts", "Tenants", "TenantTexts", "Routes", "Web", "Telemetry", "Prices"];

    /// <summary>By folder; where a folder holds things of different height, by its parts.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new(StringComparer.Ordinal)
    {
        ["Web"] = [],
        ["Telemetry"] = [], // what is measured with
        ["Numbers"] = [],
        ["Messages"] = ["Numbers"],
        ["Prices"] = ["Messages"],
        ["Store"] = ["Messages", "Numbers", "Telemetry"],
        ["Gateways"] = ["Messages", "Numbers"], // the contract
        ["Ledger"] = ["Messages", "Numbers", "Store", "Gateways", "Telemetry"],
        ["Core"] = ["Messages", "Numbers", "Web"],
        ["Texts"] = ["Messages", "Numbers"],
        ["Operators"] = ["Messages", "Numbers", "Store", "Web"],
        ["Tenants"] = ["Messages", "Numbers", "Store", "Gateways", "Core", "Web", "Operators"],
        ["TenantTexts"] = ["Messages", "Numbers", "Prices", "Store", "Ledger", "Core", "Texts", "Tenants", "Operators", "Web"],
        ["Routes"] = ["Messages", "Numbers", "Store", "Gateways", "Ledger", "Texts", "Tenants", "Prices", "Operators", "Web"],
        ["Holding"] = ["Messages", "Numbers", "Store", "Gateways", "Ledger", "Texts", "Tenants", "TenantTexts", "Prices", "Operators", "Web"],
        ["RemoteBackups"] = ["Messages", "Store", "Core", "Operators"], // its certificates are looked at as cores' are
        ["Restores"] = ["Messages", "Numbers", "Store", "Ledger", "Tenants", "Operators", "Web"],
        ["Intake"] = Grounds, // these three meet in rows, never in each other's classes
        ["Relay"] = [.. Grounds, "Holding", "Restores"],
        ["Receipts"] = [.. Grounds, "Operators"],
        ["Gaps"] = [.. Grounds, "Relay", "Operators", "Holding", "Restores"], // asks the core about an act as the relay does, and enters events
        ["Schedules"] = [.. Grounds, "Relay", "Operators", "Rehearsal", "Holding"], // looks for reminders, shows them as they would be sent, and enters events
        ["Rehearsal"] = [.. Grounds, "Relay", "Operators", "Holding"], // writes SMS as the relay does, and sends none
        ["Gateways.Wire"] = ["Messages", "Numbers", "Gateways", "Web"], // how providers are called, whichever they are
        ["Gateways.Reports"] = ["Messages", "Numbers", "Gateways", "Receipts", "Ledger", "Store", "Web"],
        ["Gateways.Twilio"] = ["Messages", "Numbers", "Gateways", "Gateways.Wire", "Receipts", "Ledger", "Web"],
        ["Gateways.Infobip"] = ["Messages", "Numbers", "Gateways", "Gateways.Wire", "Gateways.Reports", "Web"],
        ["Gateways.AfricasTalking"] = ["Messages", "Numbers", "Gateways", "Gateways.Wire", "Gateways.Reports", "Web"],
        ["Gateways.Vonage"] = ["Messages", "Numbers", "Gateways", "Gateways.Wire", "Gateways.Reports", "Web"],
        ["Gateways.Http"] = ["Messages", "Numbers", "Gateways", "Gateways.Wire", "Gateways.Reports", "Web"],
        ["Gateways.Smpp"] = ["Messages", "Numbers", "Store", "Gateways", "Gateways.Wire", "Receipts", "Ledger", "Tenants", "Routes", "Web"], // its sessions bring receipts and replies
        ["Gateways.Log"] = ["Messages", "Numbers", "Gateways"],
        ["Insight"] = [.. Grounds, "Operators"],
        ["Alarms"] = ["Messages", "Numbers", "Store", "Core", "Web", "Operators", "Insight", "Partners"], // its webhooks are signed as partners' are
        ["Doctor"] = ["Messages", "Numbers", "Store", "Gateways", "Ledger", "Core", "Texts", "Tenants", "TenantTexts", "Web", "Insight", "Operators", "Intake", "Schedules"],
        ["Partners"] = [.. Grounds, "Operators", "Restores"],
        ["Privacy"] = [.. Grounds, "Operators", "Insight", "Partners", "RemoteBackups"], // what is held of one client, and of everybody for too long, wherever it stands
        ["Console"] = [.. Grounds, "Doctor", "Hosting", "Operators", "Partners", "Insight", "Receipts", "Gateways.Twilio", "Rehearsal", "Gaps", "Schedules", "Holding", "Alarms", "Privacy", "RemoteBackups"], // verbs and words only
        ["CommandLine"] = [.. Grounds, "Gateways.Reports", "Receipts", "Insight", "Hosting", "Operators", "Partners", "Doctor", "Rehearsal", "Gaps", "Schedules", "Holding", "Alarms", "Privacy", "RemoteBackups", "Restores"], // verbs only
        ["Hosting"] = [.. Grounds, "Intake", "Relay", "Receipts", "Insight", "Gateways.Wire", "Operators", "Partners", "Gaps", "Schedules", "Holding", "Alarms", "Privacy", "RemoteBackups"],
    };

    private const int MostThings = 7;

    private static readonly Architecture House = new ArchLoader().LoadAssembly(typeof(Program).Assembly).Build();

    public static TheoryData<string> Folders => [.. MayKnow.Keys];

    [Fact]
    public void Every_folder_has_its_place()
    {
        House.Types.Select(type => Folder().Match(type.Namespace.FullName)).Where(match => match.Success).Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal).ShouldBe(MayKnow.Keys, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Nobody_knows_more_than_it_may(string folder)
    {
        var foreign = MayKnow.Keys.Except([folder, .. MayKnow[folder]], StringComparer.Ordinal);

        Types().That().ResideInNamespaceMatching(In(folder))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(In([.. foreign])))
            .Check(House);
    }

    [Fact]
    public void No_two_folders_know_each_other_not_even_by_way_of_others()
    {
        var left = MayKnow.Keys.ToHashSet(StringComparer.Ordinal);
        while (left.RemoveWhere(folder => !MayKnow[folder].Any(left.Contains)) > 0)
        {
        }

        left.ShouldBeEmpty();
    }

    [Fact]
    public void The_database_driver_is_known_to_the_store_alone() =>
        Types().That().DoNotResideInNamespaceMatching(In("Store"))
            .Should().NotDependOnAny(typeof(SqliteConnection), typeof(SqliteCommand), typeof(SqliteTransaction))
            .Check(House);

    /// <summary>Its library is native and large: it is loaded only where a broker is named, and nobody else's types may draw it in.</summary>
    [Fact]
    public void The_client_of_kafka_is_known_to_its_folder_alone() =>
        Types().That().DoNotResideInNamespaceMatching(@"^SmsBridge\.Intake\.Events\.Kafka(\.|$)")
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(@"^Confluent(\.|$)"))
            .Check(House);

    /// <summary>The same.</summary>
    [Fact]
    public void The_client_of_amqp_is_known_to_its_folder_alone() =>
        Types().That().DoNotResideInNamespaceMatching(@"^SmsBridge\.Intake\.Events\.Amqp(\.|$)")
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(@"^Amqp(\.|$)"))
            .Check(House);

    /// <summary>The same: it is loaded only where a provider is named.</summary>
    [Fact]
    public void The_library_of_openid_connect_is_known_to_its_folder_alone() =>
        Types().That().DoNotResideInNamespaceMatching(@"^SmsBridge\.Operators\.SingleSignOn(\.|$)")
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(@"^Microsoft\.(AspNetCore\.Authentication\.OpenIdConnect|IdentityModel\.Protocols)(\.|$)"))
            .Check(House);

    /// <summary>The same: it is loaded only where a bucket is named.</summary>
    [Fact]
    public void The_library_of_s3_is_known_to_its_folder_alone() =>
        Types().That().DoNotResideInNamespaceMatching(@"^SmsBridge\.RemoteBackups(\.|$)")
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(@"^Amazon(\.|$)"))
            .Check(House);

    /// <summary>Who may and what is on the audit is for the verbs. To lend a key for a test event, and end it, is nobody's act.</summary>
    [Fact]
    public void Pages_api_and_commands_change_tenants_partners_and_operators_by_their_verbs_alone() =>
        Types().That().ResideInNamespaceMatching(In("Console", "CommandLine")).And().DoNotHaveFullNameContaining(typeof(PathTest).FullName!)
            .Should().NotDependOnAny(typeof(TenantAdmin), typeof(TenantStore), typeof(TenantAdding), typeof(NoticeActions), typeof(OperatorPasswords))
            .Check(House);

    [Fact]
    public void The_words_of_the_field_and_the_texts_know_no_web_and_no_database() =>
        Types().That().ResideInNamespaceMatching(In("Messages", "Texts"))
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(@"^(Microsoft\.AspNetCore|Microsoft\.Data|System\.Data|System\.Net\.(Http|Sockets)|Dapper)(\.|$)"))
            .Check(House);

    /// <summary>What takes more does more than one thing. Records are data, however wide.</summary>
    [Fact]
    public void No_class_takes_more_than_seven_things() =>
        typeof(Program).Assembly.GetTypes()
            .Where(type => type.IsClass && !IsRecord(type) && type.Namespace?.StartsWith("SmsBridge", StringComparison.Ordinal) == true)
            .SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(constructor => constructor.GetParameters().Length > MostThings)
            .Select(constructor => $"{constructor.DeclaringType!.FullName} takes {constructor.GetParameters().Length}")
            .ShouldBeEmpty();

    /// <summary>Names say what a thing is, in the field's words: of types and of files, the stand-ins' too.</summary>
    [Fact]
    public void No_literary_names()
    {
        var sources = Path.GetFullPath(Path.Combine(Here(), "../../src"));
        var types = new[] { typeof(Program), typeof(Simulator.Core.StandInCore) }.SelectMany(type => type.Assembly.GetTypes()).Select(type => type.FullName!);
        var files = Directory.EnumerateFiles(sources, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(sources, path)).Where(path => !Built().IsMatch(path)).ToList();

        files.ShouldContain(Path.Combine("SmsBridge", "Program.cs"), StringComparer.Ordinal);
        types.Concat(files).Where(name => LiteraryName().IsMatch(name)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("TenantDesk", true)]
    [InlineData("SmsBridge.Console.Keeping", true)]
    [InlineData("SmsBridge/Console/Visits/VisitPage.razor", true)]
    [InlineData("SmsBridge/Console/Assets/company-list.js", true)]
    [InlineData("RivalCompanies", true)]
    [InlineData("Housekeeping", false)]
    [InlineData("DesktopFrame", false)]
    [InlineData("Accompanying", false)]
    public void A_literary_name_is_told_by_its_words(string name, bool isLiterary) => LiteraryName().IsMatch(name).ShouldBe(isLiterary);

    /// <summary>Blazor wants its components, and what they take, to be public.</summary>
    [Fact]
    public void Nothing_is_public_outside_the_console() =>
        Types().That().DoNotResideInNamespaceMatching(In("Console")).And().AreNot(typeof(Program)).And().AreNotNested().And().ResideInNamespaceMatching(@"^SmsBridge(\.|$)")
            .Should().NotBePublic()
            .Check(House);

    [Fact]
    public void The_namespace_is_the_folder()
    {
        var root = Path.GetFullPath(Path.Combine(Here(), "../../src/SmsBridge"));
        foreach (var path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)))
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder && folder.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            {
                Namespace().Match(File.ReadAllText(Path.Combine(root, path))).Groups["name"].Value.ShouldBe($"SmsBridge.{folder.Replace(Path.DirectorySeparatorChar, '.')}", path);
            }
        }
    }

    private static bool IsRecord(System.Type type) => type.GetMethod("<Clone>$") is not null;

    private static string In(params string[] folders) =>
        $@"^SmsBridge\.({string.Join('|', folders.Select(folder => MayKnow.Keys.Any(it => it.StartsWith($"{folder}.", StringComparison.Ordinal)) ? $"{folder}$" : $@"{folder}(\.|$)"))})";

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"^SmsBridge\.(?<name>Gateways\.\w+|\w+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Folder();

    /// <summary>A word of a name: with its capital, or small between other signs; in plural too.</summary>
    [GeneratedRegex(@"(?:Desk|Visit|Keeping|Compan(?:y|ie)|Patience)s?(?![a-z])|(?<![A-Za-z])(?:desk|visit|keeping|compan(?:y|ie)|patience)s?(?![A-Za-z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LiteraryName();

    [GeneratedRegex(@"(?:^|[/\\])(?:bin|obj)[/\\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Built();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();
}
