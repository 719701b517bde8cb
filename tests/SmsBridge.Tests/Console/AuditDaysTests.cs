using System.Net.Http.Json;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>The audit of days, as a page and for a spreadsheet.</summary>
public sealed class AuditDaysTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        await _app.NewTenantAsync(); // makes the database
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Days_are_the_readers_own_and_the_last_is_in_it()
    {
        // 22:30 UTC of the 1st is the 2nd in Nairobi.
        foreach (var (at, subject) in new[] { ("2027-03-01T20:30Z", "first"), ("2027-03-01T22:30Z", "second"), ("2027-03-02T20:59Z", "third"), ("2027-03-02T21:00Z", "fourth") })
        {
            await RecordAsync(at, subject);
        }

        using var admin = await _app.SignInAsAsync(OperatorRole.Admin);
        (await SubjectsAsync(admin, "from=2027-03-02&to=2027-03-02")).ShouldBe(["fourth", "third"], "UTC, as long as nothing is chosen");

        using var there = await _app.SignInAsAsync(OperatorRole.Admin);
        (await there.PatchAsJsonAsync("/api/account", new { timeZone = "Africa/Nairobi" }, Cancellation)).EnsureSuccessStatusCode();

        (await SubjectsAsync(there, "from=2027-03-02&to=2027-03-02")).ShouldBe(["third", "second"]);
        (await SubjectsAsync(there, "to=2027-03-01")).ShouldBe(["first"]);
        (await SubjectsAsync(there, "from=2027-03-03&to=2027-03-03")).ShouldBe(["fourth"]);
        (await PageAsync(there, "/console/audit?from=2027-03-02&to=2027-03-02")).ShouldContain("api/audit.csv?from=2027-03-02&to=2027-03-02");
    }

    [Fact]
    public async Task The_export_has_all_pages_in_words_keeps_formulas_out_and_is_on_the_record_itself()
    {
        for (var row = 0; row < 503; row++)
        {
            await RecordAsync("2027-03-01T10:00Z", row == 0 ? "=1+1" : "text");
        }

        _app.Clock.Advance(TimeSpan.FromDays(2));
        using var admin = await _app.SignInAsAsync(OperatorRole.Admin);

        var lines = (await admin.GetStringAsync("/api/audit.csv?to=2027-03-01", Cancellation)).TrimEnd().Split("\r\n");

        lines.Length.ShouldBe(504);
        lines[0].ShouldEndWith("Time (UTC),Who,From where,What,Act,On what,Tenant,Why,Before,After");
        lines[^1].ShouldBe("2027-03-01 10:00:00,somebody,,wrote a note,note,'=1+1,,,,");
        (await _app.QueryAsync<string>("SELECT after FROM audit WHERE action = 'export'")).ShouldBe(["?to=2027-03-01"]);
    }

    [Fact]
    public async Task A_tenants_administrator_exports_no_more_than_the_page_shows()
    {
        var (ours, theirs) = (await _app.NewTenantAsync(), await _app.NewTenantAsync());
        using var admin = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([ours.Id]));

        var text = await admin.GetStringAsync("/api/audit.csv", Cancellation);

        text.ShouldNotContain(theirs.Id);
        (await StatusAsync(admin, $"/api/audit.csv?tenant={theirs.Id}")).ShouldBe(System.Net.HttpStatusCode.NotFound);
        using var viewer = await _app.SignInAsAsync(OperatorRole.Viewer);
        (await StatusAsync(viewer, "/api/audit.csv")).ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }

    private Task RecordAsync(string at, string subject)
    {
        var time = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        _app.Clock.Advance(time - _app.Clock.GetUtcNow());
        return _app.MeddleAsync("INSERT INTO audit (at, actor, action, subject) VALUES (@at, 'somebody', 'note', @subject)", new { at = time.ToUnixTimeMilliseconds(), subject });
    }

    private static async Task<List<string?>> SubjectsAsync(HttpClient browser, string query)
    {
        using var answer = await browser.GetAsync($"/api/audit?action=note&{query}", Cancellation);
        return [.. (await Json.ReadAsync(answer)).GetProperty("entries").EnumerateArray().Select(entry => entry.Text("subject"))];
    }
}
