using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Store;
using SmsBridge.Tests.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>What the core and the provider said: kept when something was wrong, shown to whom it may concern.</summary>
public sealed class PeerAnswerTests(ConsoleApp console) : IClassFixture<ConsoleApp>, IAsyncLifetime
{
    private const string Mobile = "0712345678";

    private RelayDriver _relay = null!;

    public async ValueTask InitializeAsync() => _relay = await RelayDriver.RegisterAsync(console.App);

    public ValueTask DisposeAsync()
    {
        console.App.Core.Faults.Clear();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_the_core_said_in_vain_is_kept_masked()
    {
        console.App.Core.Faults.Add(new CoreFault("/clients/")
        {
            Status = 500, Times = 1, Body = """{"developerMessage":"Lock on client of +254712345678","mobileNo":"0712345678","password":"pw"}""",
        });
        await _relay.ClientAsync(7, Mobile);
        await console.App.DrainAsync();

        var answer = (await DetailAsync(_relay.LastEvent())).GetProperty("answers").EnumerateArray().ShouldHaveSingleItem();

        answer.GetProperty("peer").GetString().ShouldBe("core");
        answer.GetProperty("httpStatus").GetInt32().ShouldBe(500);
        answer.GetProperty("body").GetString().ShouldBe("""{"developerMessage":"Lock on client of +25471****678","mobileNo":"071234*678","password":"••••"}""");
    }

    [Fact]
    public async Task The_same_answer_again_is_counted_and_of_different_ones_the_last_few_are_kept()
    {
        console.App.Core.Faults.Add(new CoreFault("/clients/8") { Status = 500, Times = 2 });
        await _relay.ClientAsync(8, Mobile);
        await console.App.DrainAsync();
        await console.App.DrainAfterAsync(TimeSpan.FromMinutes(1));
        var id = _relay.LastEvent();
        (await DetailAsync(id)).GetProperty("answers").EnumerateArray().ShouldHaveSingleItem().GetProperty("times").GetInt32().ShouldBe(2);

        var database = console.App.Services.GetRequiredService<Database>();
        for (var status = 500; status < 520; status++)
        {
            var said = PeerAnswer.Of(PeerAnswer.Core, TimeSpan.FromMilliseconds(5), status, body: null);
            await database.WriteAsync(session => PeerAnswers.Keep(session, id, said, now: status));
        }

        (await DetailAsync(id)).GetProperty("answers").EnumerateArray().Select(answer => answer.GetProperty("httpStatus").GetInt32())
            .ShouldBe(Enumerable.Range(520 - PeerAnswers.MostKept, PeerAnswers.MostKept).Reverse());
    }

    [Fact]
    public async Task That_the_core_does_not_know_yet_what_it_tells_of_is_ordinary_and_leaves_nothing_behind()
    {
        await _relay.PostClientAsync(12); // before the core's commit
        await console.App.DrainAsync();
        var id = _relay.LastEvent();

        (await console.App.QueryAsync<string>("SELECT reason FROM message WHERE event_id = @id", new { id })).ShouldBe([Reasons.NotFoundInCore]);
        (await DetailAsync(id)).GetProperty("answers").GetArrayLength().ShouldBe(0);

        for (var minute = 0; minute < 4; minute++)
        {
            await console.App.DrainAfterAsync(TimeSpan.FromMinutes(1));
        }

        (await console.App.QueryAsync<long>("SELECT status FROM message WHERE event_id = @id", new { id })).ShouldBe([(long)MessageStatus.DeadLettered]);
        (await DetailAsync(id)).GetProperty("answers").EnumerateArray().ShouldHaveSingleItem().GetProperty("httpStatus").GetInt32().ShouldBe(404);
    }

    [Fact]
    public async Task Of_all_events_the_latest_answers_are_kept()
    {
        var (database, said) = (console.App.Services.GetRequiredService<Database>(), PeerAnswer.Silence(PeerAnswer.Core, TimeSpan.FromSeconds(1)));
        var next = 2 * PeerAnswers.MostInAll;
        await console.App.MeddleAsync(
            "INSERT INTO peer_answer (id, event_id, peer, at, took) VALUES (@Gone, 901, 'core', 1, 1), (@Kept, 902, 'core', 1, 1), (@Latest, 903, 'core', 1, 1)",
            new { Gone = next - PeerAnswers.MostInAll, Kept = next - PeerAnswers.MostInAll + 1, Latest = next - 1 });

        await database.WriteAsync(session => database.Dialect.RaiseIds(session, "peer_answer", next));
        await database.WriteAsync(session => PeerAnswers.Keep(session, 904, said, now: 2));

        (await console.App.QueryAsync<long>("SELECT event_id FROM peer_answer WHERE event_id > 900 ORDER BY id")).ShouldBe([902L, 903L, 904L]);
    }

    [Fact]
    public async Task Of_a_message_sent_before_lookups_were_timed_it_is_said_that_the_time_was_not_kept()
    {
        await _relay.ClientAsync(13, Mobile);
        await console.App.DrainAsync();
        await console.App.MeddleAsync("UPDATE message SET lookup_ms = NULL WHERE event_id = @id", new { id = _relay.LastEvent() });

        var page = await console.PageAsync($"/console/messages/{_relay.LastEvent()}?tab=core");

        page.ShouldContain("was not kept");
        page.ShouldNotContain("No lookup led to an attempt yet.");
    }

    [Fact]
    public async Task Of_a_lookup_that_went_well_only_the_time_is_kept()
    {
        await _relay.ClientAsync(9, Mobile);
        await console.App.DrainAsync();

        var detail = await DetailAsync(_relay.LastEvent());
        detail.GetProperty("lookupMs").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
        detail.GetProperty("answers").GetArrayLength().ShouldBe(0);
        var page = await console.PageAsync($"/console/messages/{_relay.LastEvent()}?tab=core");
        page.ShouldContain("The core answered in");
        page.ShouldContain("Whole answers are kept only when something was wrong");
        page.ShouldContain("25471****678");
        page.ShouldNotContain("254712345678");
    }

    [Fact]
    public async Task What_the_provider_refused_with_is_kept_with_the_attempt()
    {
        var body = """{"code":21211,"message":"The 'To' number +254712345678 is not valid.","status":400}"""u8.ToArray();
        console.App.Gateway.Next(new SendResult.Rejected(FailureClass.Permanent, "21211", "The 'To' number is not valid.")
        {
            Answer = PeerAnswer.Of("twilio", TimeSpan.FromMilliseconds(230), 400, body),
        });
        await _relay.ClientAsync(10, Mobile);
        await console.App.DrainAsync();

        var page = await console.PageAsync($"/console/messages/{_relay.LastEvent()}?tab=provider", who: $"Support;{_relay.Core.Id}");
        page.ShouldContain("HTTP 400");
        page.ShouldContain("230 ms");
        page.ShouldContain("25471****678 is not valid");
    }

    [Fact]
    public async Task A_viewer_is_told_that_it_failed_and_not_the_text()
    {
        console.App.Core.Faults.Add(new CoreFault("/clients/") { Status = 503, Times = 1, Body = """{"developerMessage":"upstream is gone"}""" });
        await _relay.ClientAsync(11, Mobile);
        await console.App.DrainAsync();
        var (id, viewer) = (_relay.LastEvent(), $"Viewer;{_relay.Core.Id}");

        var page = await console.PageAsync($"/console/messages/{id}?tab=core", viewer);
        page.ShouldContain("HTTP 503");
        page.ShouldNotContain("upstream is gone");
        (await DetailAsync(id, viewer)).GetProperty("answers")[0].TryGetProperty("body", out _).ShouldBeFalse();
        (await console.PageAsync($"/console/messages/{id}?tab=core", $"Support;{_relay.Core.Id}")).ShouldContain("upstream is gone");
    }

    private async Task<JsonElement> DetailAsync(long id, string who = "Admin;*")
    {
        using var client = console.As(who);
        using var answer = await client.GetAsync($"/api/messages/{id}", TestContext.Current.CancellationToken);
        return await Json.ReadAsync(answer);
    }
}
