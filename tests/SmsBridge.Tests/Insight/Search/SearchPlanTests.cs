using System.Text.RegularExpressions;
using Dapper;
using SmsBridge.Insight.Search;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight.Search;

/// <summary>No look of the search, and no erasure, walks a table: each is led by an index.</summary>
public sealed partial class SearchPlanTests
{
    private static readonly object Values = new
    {
        Owners = "[1]", Owner = 1L, Keys = "[\"a\"]", Words = "[\"7\"]", word = "a", From = "a", To = "b", Word0 = "% a %", Word1 = "% b%", MostBearers = 20_000, Most = 100, resource = 7L, webhook = "msg_1",
        tenantId = 1L, clientId = 7L, whose = 7L, ids = "[1]",
    };

    public static TheoryData<string, string> Looks => new()
    {
        { "bearers", "word USING PRIMARY KEY" }, { "named", "known_client_once" }, { "accounts", "word USING PRIMARY KEY" }, { "events", "search_word" }, { "about", "search_word" },
        { "resource", "event" }, { "webhook", "notification" }, { "forget", "search_word_of" }, { "known", "known_client_once" },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Each_look_is_led_by_an_index(string look, string index)
    {
        using var store = await TempStore.OpenAsync();
        var sql = Sql(look, store.Database.Dialect);
        if (!TestDatabase.IsPostgres)
        {
            var plan = store.Explain(sql, Values);
            plan.ShouldContain(step => step.StartsWith("SEARCH", StringComparison.Ordinal) && step.Contains(index, StringComparison.Ordinal), string.Join('\n', plan));
            plan.Where(step => step.StartsWith("SCAN", StringComparison.Ordinal) && !Harmless().IsMatch(step)).ShouldBeEmpty();
            return;
        }

        await using var connection = store.Database.OpenRead();
        await connection.ExecuteAsync("SET enable_seqscan = off"); // the tables are empty here: what an index can serve, it serves
        var steps = (await connection.QueryAsync<string>("EXPLAIN " + sql, Values)).ToList();
        steps.Where(step => step.Contains("Seq Scan", StringComparison.Ordinal) && !step.Contains("event_type", StringComparison.Ordinal)).ShouldBeEmpty(string.Join('\n', steps));
    }

    private static string Sql(string look, SqlDialect dialect)
    {
        var statements = new WordStatements(dialect);
        return look switch
        {
            "bearers" => statements.CountBearers,
            "named" => statements.Named(2),
            "accounts" => statements.Accounts,
            "events" => statements.Events,
            "about" => statements.About,
            "resource" => statements.Resource,
            "webhook" => WordStatements.Webhook,
            "forget" => KnownClientErasure.OfRef + "4",
            "known" => KnownClientErasure.OfClient,
            _ => throw new ArgumentOutOfRangeException(nameof(look), look, "Unknown look."),
        };
    }

    /// <summary>A list that came as a parameter, kinds of events, and what was found so far.</summary>
    [GeneratedRegex("^SCAN (t|type|json_each|bearers|named)\\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Harmless();
}
