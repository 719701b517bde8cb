using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SmsBridge.Tests;

/// <summary>SQL stands where it is looked for: in the store, the ledger, Insight, and in files whose name says so.</summary>
public partial class SqlPlacesTests
{
    private static readonly string[] Folders = ["Store", "Ledger", "Insight"];

    /// <summary>Stores under another name, as yet; none of them is a page, an endpoint or a decision that could do without.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["Operators/AuditLog.cs"] = "the writer of audit",
        ["Operators/OperatorRows.cs"] = "the columns of operator, for OperatorStore",
        ["Partners/OlderSecrets.cs"] = "the owner of older_secret",
        ["Partners/SeenRequests.cs"] = "the owner of partner_request",
        ["Partners/Notices/NoticeActions.cs"] = "what people do to notifications, one transaction each",
        ["Partners/Notices/NoticeQueries.cs"] = "the lists of notifications: Insight does not know partners",
        ["Partners/Notices/NoticeScope.cs"] = "conditions on notification that several writers share",
        ["Partners/Notices/SmsCorrections.cs"] = "follows the record of SMS",
        ["Partners/Notices/StatusNotices.cs"] = "the writer of notification",
        ["Partners/Notices/Delivery/DeliveryOutbox.cs"] = "the outbox of notifications",
        ["Partners/Notices/Delivery/SubscriptionAlarms.cs"] = "reads what the outbox found out",
        ["Partners/Notices/Transactions/MoneyTransactions.cs"] = "the owner of money_transaction",
        ["Partners/Notices/Transactions/RecordFollower.cs"] = "follows the record, the owner of partner_cursor",
        ["Receipts/ReceiptIntake.cs"] = "whose SMS a report is of",
        ["Tenants/FormerAccounts.cs"] = "the owner of former_account",
        ["Tenants/PendingRegistrations.cs"] = "the owner of pending_registration",
        ["Tenants/TenantReader.cs"] = "reads for the directory what TenantStore wrote",
    };

    [Fact]
    public void Sql_stands_in_its_places_only()
    {
        var root = Path.GetFullPath(Path.Combine(Here(), "../../src/SmsBridge"));
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(path => Path.GetExtension(path) is ".cs" or ".razor")
            .ToDictionary(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllText, StringComparer.Ordinal);

        files.ShouldContainKey("Console/Pages/MessageList/MessageListPage.razor");
        files.Where(file => !IsPlace(file.Key) && HasSql(file.Value)).Select(file => file.Key).Order(StringComparer.Ordinal)
            .ShouldBe(Exceptions.Keys.Order(StringComparer.Ordinal), "SQL belongs to Store, Ledger, Insight, or a file named *Store.cs, *Statements.cs or *Sql.cs");
    }

    [Theory]
    [InlineData("var sql = \"SELECT 1\";", true)]
    [InlineData("const string Mark = \"\"\"\n    UPDATE tenant\n    SET paused_at = 1\n    \"\"\";", true)]
    [InlineData("$\"UPDATE OR IGNORE {table} SET x = 1\"", true)]
    [InlineData("\"INSERT OR REPLACE INTO note (text) VALUES ('')\"", true)]
    [InlineData("\"DELETE FROM note\"", true)]
    [InlineData("/// <summary>SELECT is for stores.</summary>", false)]
    [InlineData("if (x) // as SELECT would\n{", false)]
    [InlineData("<select name=\"when\"> Select a time", false)]
    [InlineData("(\"CLIENT\", \"UPDATE\") => \"SETTINGS\"", false)]
    public void Sql_is_told_by_its_words(string source, bool hasSql) => HasSql(source).ShouldBe(hasSql);

    [Theory]
    [InlineData("Console/Pages/EventList/EventsPage.razor", false)]
    [InlineData("Console/MessageActions.cs", false)]
    [InlineData("Insight/Lists/ListQuery.cs", true)]
    [InlineData("Tenants/TenantStore.cs", true)]
    [InlineData("Tenants/ApiKeySql.cs", true)]
    [InlineData("Console/Pages/Partners/LineStore.cs", false)]
    public void A_place_is_told_by_folder_or_name(string file, bool isPlace) => IsPlace(file).ShouldBe(isPlace);

    /// <summary>No name makes a place of the console: it has words, forms and pages.</summary>
    private static bool IsPlace(string file) =>
        file.Split('/')[0] is var folder && (Folders.Contains(folder, StringComparer.Ordinal) || folder is "bin" or "obj" || (folder != "Console" && PlaceName().IsMatch(file)));

    private static bool HasSql(string source) => Sql().IsMatch(Comment().Replace(source, ""));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"(?:Store|Statements|Sql)\.cs$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlaceName();

    [GeneratedRegex(@"\b(?:SELECT|INSERT\s+(?:OR\s+\w+\s+)?INTO|DELETE\s+FROM|UPDATE\s+(?:OR\s+\w+\s+)?[\w{}.]+\s+SET)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sql();

    /// <summary>To the end of the line; not the slashes of an address.</summary>
    [GeneratedRegex(@"(?<=^|\s)//.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();
}
