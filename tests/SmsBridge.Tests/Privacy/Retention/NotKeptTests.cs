using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Privacy.Retention;

/// <summary>Who finds nothing of a time that is not kept is told so, and not sent to the core.</summary>
public sealed class NotKeptTests : IAsyncLifetime
{
    private const string SentToCore = "the hook in the core is the place to look";
    private const string WithoutNames = "is without numbers, names and texts: it is found by client, loan or event only";

    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("", "", null, true, null)]
    [InlineData("2026-11-01", "", null, true, "What came before 2026-11-01 00:00 UTC is without numbers, names and texts: it is found by client, loan or event only (client:7).")]
    [InlineData("2026-11-01", "", null, false, null)] // nothing was searched for: it is all listed
    [InlineData("2026-11-01", "", "2026-11-01", true, null)] // after that
    [InlineData("2026-11-01", "2026-11-01", "2026-10-31", true, "What came before 2026-11-01 00:00 UTC is not kept any more.")]
    [InlineData("2026-11-01", "2026-10-01", "0001-01-01", false, "What came before 2026-10-01 00:00 UTC is not kept any more.")]
    [InlineData("2026-11-01", "2026-10-01", "2026-10-15", true, "What came before 2026-11-01 00:00 UTC is without numbers, names and texts: it is found by client, loan or event only (client:7).")]
    public void What_of_a_time_is_not_kept_is_said_in_words(string named, string whole, string? since, bool isSearch, string? words) =>
        NotKept.Words(named.Length == 0 ? [] : [("bank-a", Floor(1, named, whole))], isOne: true, since is null ? null : Day(since), isSearch).ShouldBe(words);

    [Fact]
    public void Of_several_tenants_it_is_said_of_whom()
    {
        NotKept.Words([("bank-a", Floor(1, "2026-11-01", "2026-11-01"))], isOne: false, since: null, isSearch: true).ShouldBe("Of bank-a, what came before 2026-11-01 00:00 UTC is not kept any more.");
        NotKept.Words([("bank-a", Floor(1, "2026-10-01", "2026-10-01")), ("bank-b", Floor(2, "2026-11-01", "2026-11-01"))], isOne: false, since: null, isSearch: true)
            .ShouldBe("Of bank-b and 1 more, what came before 2026-11-01 00:00 UTC, or earlier, is not kept any more.");
    }

    [Fact]
    public async Task A_search_by_what_was_taken_out_says_from_when_on_it_is_there()
    {
        var (sent, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.ReceiveAsync(sent, MessageStatus.Delivered);
        await _app.CountAsync();
        await _app.KeepAsync(_tenant, texts: 7);
        _app.DaysPass(9);
        await _app.RetainAsync();
        using var support = await _app.SignInAsAsync(OperatorRole.Support, TenantScope.All);

        foreach (var sought in new[] { "0712345678", "Wanjiru" })
        {
            var page = await PageAsync(support, $"/console/messages?q={sought}");
            page.ShouldContain($"Nothing found for “{sought}”");
            page.ShouldContain(WithoutNames);
            page.ShouldNotContain(SentToCore);
            (await ListAsync(support, $"q={sought}")).ShouldNotBeNull().ShouldContain(WithoutNames);
            (await PageAsync(support, $"/api/messages.csv?q={sought}")).ShouldContain("\"What came before ");
        }

        (await PageAsync(support, "/console/messages?q=client:7")).ShouldContain($"console/messages/{sent}", customMessage: "it is there all the same");
        (await PageAsync(support, "/console/messages?q=Wanjiru&when=24h")).ShouldNotContain(WithoutNames);
        (await ListAsync(support, "q=Wanjiru&when=24h")).ShouldBeNull();
        (await PageAsync(support, "/api/messages.csv?when=24h")).ShouldNotContain("What came before ");
    }

    [Fact]
    public async Task Where_records_were_removed_lists_say_so_and_so_does_what_is_related_to_a_younger_one()
    {
        var (old, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.ReceiveAsync(old, MessageStatus.Delivered);
        await _app.CountAsync();
        await _app.KeepAsync(_tenant, records: 31);
        _app.DaysPass(33);
        var (young, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.ReceiveAsync(young, MessageStatus.Delivered);
        await _app.RetainAsync();
        using var support = await _app.SignInAsAsync(OperatorRole.Support, TenantScope.All);

        foreach (var page in new[] { "/console/messages?q=client:7", "/console/events?q=client:7", "/console/messages", $"/console/messages/{young}?tab=related" })
        {
            (await PageAsync(support, page)).ShouldContain("is not kept any more.", customMessage: page);
        }

        (await PageAsync(support, "/console/messages?q=client:99")).ShouldNotContain(SentToCore);
        (await ListAsync(support, "q=client:7")).ShouldNotBeNull().ShouldEndWith("is not kept any more.");
        using var answer = await support.GetAsync($"/api/messages/{young}", RetentionStage.Cancellation);
        (await Json.ReadAsync(answer)).GetProperty("keptFrom").GetDateTimeOffset().ShouldBe(_app.Clock.GetUtcNow() - TimeSpan.FromDays(31), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Where_all_is_kept_the_hook_is_the_place_to_look()
    {
        using var support = await _app.SignInAsAsync(OperatorRole.Support, TenantScope.All);

        (await PageAsync(support, "/console/messages?q=Wanjiru")).ShouldContain(SentToCore);
    }

    private static async Task<string?> ListAsync(HttpClient support, string query)
    {
        using var answer = await support.GetAsync($"/api/messages?{query}", RetentionStage.Cancellation);
        return (await Json.ReadAsync(answer)).Text("notKept");
    }

    private static KeptFrom Floor(long tenantId, string named, string whole) => new(tenantId, Day(named), whole.Length == 0 ? DateTimeOffset.UnixEpoch : Day(whole));

    private static DateTimeOffset Day(string date) => new(DateOnly.ParseExact(date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), TimeOnly.MinValue, TimeSpan.Zero);
}
