using System.Globalization;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Privacy.Retention;

/// <summary>Of an event whose data were taken out, nothing that is not there any more is said to have never been.</summary>
public sealed class TakenOutFaceTests : IAsyncLifetime
{
    /// <summary>What a tab says, and what it said when all was there or nothing was yet.</summary>
    private static readonly (string Tab, string Said, string Never)[] WithoutTexts =
    [
        ("text", "The text was taken out on ", "No text was written"),
        ("raw", "If it was kept, it was taken out on ", "<pre"),
        ("core", "Answers that were kept were taken out on ", ">none</dd>"),
        ("provider", "no words are kept", "<bdi>no words</bdi>"),
        ("notes", "Notes of before were taken out on ", "No notes yet."),
    ];

    private static readonly (string Tab, string Said, string Never)[] WithoutRecord =
    [
        ("text", "If a text was written, it was taken out on ", "No text was written"),
        ("core", "Whatever the core answered was taken out on ", "No lookup led to an attempt"),
        ("provider", "Which provider was asked, and what it answered, was taken out on ", "not asked yet"),
        ("related", "Whose it was, and what repeated it, was taken out on ", "No other message of this client."),
        ("related", "taken out", "The core reported this once."),
        ("notes", "Notes of before were taken out on ", "No notes yet."),
        ("text", "taken out", "address not recorded"),
    ];

    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("erased")]
    [InlineData("texts")]
    [InlineData("record")]
    public async Task No_tab_of_its_page_says_that_there_was_none(string extent)
    {
        var sent = await TakenOutAsync(extent);
        using var support = await _app.SignInAsAsync(OperatorRole.Support, TenantScope.All);

        foreach (var (tab, said, never) in extent == "record" ? WithoutRecord : WithoutTexts)
        {
            var page = await PageAsync(support, string.Create(CultureInfo.InvariantCulture, $"/console/messages/{sent}?tab={tab}"));
            page.ShouldContain(said);
            page.ShouldNotContain(never);
        }
    }

    [Theory]
    [InlineData("erased", "data were erased")]
    [InlineData("texts", "taken out by their age")]
    [InlineData("record", "removed by its age")]
    public async Task The_tenants_log_says_so_and_the_consoles_api_does(string extent, string words)
    {
        var sent = await TakenOutAsync(extent);
        using var support = await _app.SignInAsAsync(OperatorRole.Support, TenantScope.All);
        using var answer = await support.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/messages/{sent}"), RetentionStage.Cancellation);

        foreach (var shown in new[] { await _tenant.EventAsync(sent), (await Json.ReadAsync(answer)).GetProperty("event") })
        {
            shown.GetProperty("takenOut").Text("extent").ShouldBe(extent);
            shown.GetProperty("takenOut").Text("what")!.ShouldContain(words);
            var lines = shown.GetProperty("timeline").EnumerateArray().Select(line => line.Text("what")!).ToList();
            lines.Count(line => line.Contains(words, StringComparison.Ordinal)).ShouldBe(1);
            lines.ShouldAllBe(line => !line.EndsWith(": .", StringComparison.Ordinal), "what the provider said is gone, and that it said something stays");
        }
    }

    [Fact]
    public async Task What_is_all_there_is_not_said_to_be_taken_out()
    {
        var (sent, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();

        (await _tenant.EventAsync(sent)).TryGetProperty("takenOut", out _).ShouldBeFalse();
        using var support = await _app.SignInAsAsync(OperatorRole.Support, TenantScope.All);
        foreach (var (tab, _, _) in WithoutRecord)
        {
            (await PageAsync(support, string.Create(CultureInfo.InvariantCulture, $"/console/messages/{sent}?tab={tab}"))).ShouldNotContain("taken out");
        }
    }

    [Fact]
    public async Task When_the_record_was_removed_is_not_when_its_text_was()
    {
        var sent = await TakenOutAsync("texts");
        await RemoveAsync();

        (await _tenant.EventAsync(sent)).GetProperty("takenOut").GetProperty("at").GetDateTimeOffset().ShouldBe(_app.Clock.GetUtcNow(), TimeSpan.FromHours(1));
    }

    private async Task<long> TakenOutAsync(string extent)
    {
        var (sent, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.ReceiveAsync(sent, MessageStatus.Delivered, receipt => receipt with { Detail = $"to {Some.Mobile}" });
        await _app.NoteAsync(sent, "Called.");
        await _app.CountAsync();
        switch (extent)
        {
            case "erased":
                await _app.EraseAsync(_tenant);
                break;
            case "texts":
                await _app.KeepAsync(_tenant, texts: 7);
                _app.DaysPass(9);
                await _app.RetainAsync();
                break;
            default:
                await RemoveAsync();
                break;
        }

        return sent;
    }

    /// <summary>The newest of a tenant stays, so there is a younger one.</summary>
    private async Task RemoveAsync()
    {
        await _app.KeepAsync(_tenant, records: 31);
        _app.DaysPass(33);
        var (young, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.ReceiveAsync(young, MessageStatus.Delivered);
        await _app.RetainAsync();
    }
}
