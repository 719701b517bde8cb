using SmsBridge.Store;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>SQL outside the store is what every store takes.</summary>
public partial class DialectTests
{
    [Fact]
    public void No_word_of_one_store_alone_stands_outside_the_store() => Sources().SelectMany(Words).ShouldBeEmpty();

    [Theory]
    [InlineData("INSERT OR IGNORE INTO t", true)]
    [InlineData("FROM message INDEXED BY message_trouble", true)]
    [InlineData("name = @name COLLATE NOCASE", true)]
    [InlineData("body IS NOT @Body", true)]
    [InlineData("SUM(reason IS 'x')", true)]
    [InlineData("SELECT MAX(COALESCE(a, 0), b)", true)]
    [InlineData("SELECT MAX(COALESCE(a, 0)), b", false)]
    [InlineData("body IS NOT NULL", false)]
    [InlineData("body IS NOT DISTINCT FROM @Body", false)]
    [InlineData("ON CONFLICT DO UPDATE SET n = 1", true)]
    [InlineData("ON CONFLICT (id) DO UPDATE SET n = 1", false)]
    public void A_word_of_one_store_alone_is_told(string sql, bool isWord) => OwnWord().IsMatch(sql).ShouldBe(isWord);

    [FileOnly]
    [Fact]
    public async Task SQLite_has_its_own_words_for_what_has_no_common_form()
    {
        using var store = await TempStore.OpenAsync();
        var dialect = store.Database.Dialect;

        store.Query<long>($"SELECT value FROM {dialect.Numbers("@ids", "it")} ORDER BY it.value", new { ids = SqlDialect.List([30, 7]) }).ShouldBe([7, 30]);
        store.One<bool>($"SELECT {dialect.SameText("'Eve'", "@name")}", new { name = "eVE" }).ShouldBeTrue();
        store.Explain($"SELECT id FROM operator WHERE {dialect.SameText("name", "@name")}", new { name = "eve" }).ShouldHaveSingleItem().ShouldContain("operator_name");
        store.Explain($"SELECT id FROM event{dialect.ByIndex("event_refused")} WHERE tenant_id = 1 AND verdict = 4").ShouldHaveSingleItem().ShouldContain("event_refused");
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Root(), "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".razor", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Root(), path).Replace('\\', '/'))
            .Where(path => path.Split('/')[0] is not ("Store" or "bin" or "obj"));

    private static IEnumerable<string> Words(string path) =>
        OwnWord().Matches(File.ReadAllText(Path.Combine(Root(), path))).Select(match => $"{path}: {match.Value}");

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../src/SmsBridge"));

    /// <summary>The last line is MAX or MIN of several values, which elsewhere is an aggregate of one alone.</summary>
    [GeneratedRegex("""
        \bOR\ (?:IGNORE|REPLACE|ABORT|FAIL|ROLLBACK)\b | \bINDEXED\ BY\b | \bjson_(?:each|tree|extract|object|array|group_array|group_object)\b | \bgroup_concat\b
        | \bCOLLATE\b | \blast_insert_rowid\b | \browid\b | \bchanges\(\) | \bIS\ (?:NOT\ )?['@{\d] | \bON\ CONFLICT\ DO\ UPDATE\b | \bLIMIT\ -1\b | \bIFNULL\b | \bPRAGMA\ [a-z]
        | \bGLOB\b | \b(?:strftime|julianday|unixepoch|printf|instr)\( | \bsqlite_\w+
        | (?<!\.)\b(?:MAX|MIN)\((?>[^(),]+|\((?<open>)|\)(?<-open>)|(?(open),|(?!)))*(?(open)(?!)),
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex OwnWord();
}
