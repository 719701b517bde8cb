using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Operators.Sessions;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>Exports that are under way, or broken off.</summary>
[FileOnly]
public sealed class ExportTests : IAsyncLifetime
{
    private const int Messages = 20_000; // some megabytes: far more than any buffer between the two

    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        await _app.NewTenantAsync();
        LogSeed.Fill(_app.DatabaseFile, Messages, [1], _app.Clock.GetUtcNow());
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Each_operator_has_one_at_a_time_and_all_together_have_two()
    {
        using var anna = await _app.SignInAsAsync(OperatorRole.Admin);
        using var ben = await _app.SignInAsAsync(OperatorRole.Support);
        using var carl = await _app.SignInAsAsync(OperatorRole.Viewer);

        using var first = await BeginAsync(anna);
        using (var again = await BeginAsync(anna))
        {
            again.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            again.Headers.RetryAfter.ShouldNotBeNull();
        }

        using var second = await BeginAsync(ben);
        using (var third = await BeginAsync(carl))
        {
            third.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await third.Content.ReadAsStringAsync(Token)).ShouldContain("Operators:ExportsAtOnce");
        }

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        Lines(await first.Content.ReadAsStringAsync(Token)).ShouldBe(Messages + 1);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM audit WHERE action = 'export'")).ShouldBe([2]);
    }

    [Fact]
    public async Task One_that_is_broken_off_gives_its_place_back()
    {
        using var anna = await _app.SignInAsAsync(OperatorRole.Admin);
        for (var time = 0; time < 3; time++)
        {
            var taken = await Eventually.BecomesAsync(
                async () =>
                {
                    using var answer = await BeginAsync(anna); // left in the middle
                    return answer.StatusCode;
                },
                status => status == HttpStatusCode.OK, "a place for an export");
            taken.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task One_that_is_refused_for_another_reason_holds_none()
    {
        using var anna = await _app.SignInAsAsync(OperatorRole.Admin);
        for (var time = 0; time < 3; time++)
        {
            using var answer = await anna.GetAsync("/api/messages.csv?status=nothing", Token);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    /// <summary>What takes rights away ends the session, also one of which an export is under way.</summary>
    [Theory]
    [InlineData("sessions ended")]
    [InlineData("other tenants")]
    [InlineData("another role")]
    [InlineData("disabled")]
    public async Task It_ends_with_what_allowed_it_and_is_not_taken_for_whole(string change)
    {
        var name = await _app.AddOperatorAsync(OperatorRole.TenantAdmin);
        using var anna = _app.CreateBrowser();
        using (await anna.SignInAsync(name))
        {
        }

        using var answer = await BeginAsync(anna);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var operators = _app.Services.GetRequiredService<OperatorStore>();
        (change switch
        {
            "sessions ended" => await _app.Services.GetRequiredService<SessionStore>().EndAllAsync(Actor.CommandLine, name),
            "other tenants" => await operators.ChangeRightsAsync(Actor.CommandLine, name, OperatorRole.TenantAdmin, TenantScope.Of(["elsewhere"])),
            "another role" => await operators.ChangeRightsAsync(Actor.CommandLine, name, OperatorRole.Viewer, TenantScope.All),
            _ => await operators.SetDisabledAsync(Actor.CommandLine, name, disabled: true),
        }).ShouldBe(OperatorOutcome.Done);

        (await LinesOfPartAsync(answer)).ShouldBeLessThan(Messages);
        await HasPlacesAsync();
    }

    [Fact]
    public async Task Two_who_read_slowly_hold_the_places_for_so_long_and_no_longer()
    {
        using var anna = await _app.SignInAsAsync(OperatorRole.Viewer);
        using var ben = await _app.SignInAsAsync(OperatorRole.Viewer);
        using var first = await BeginAsync(anna);
        using var second = await BeginAsync(ben);
        using var carl = await _app.SignInAsAsync(OperatorRole.Admin);

        _app.Clock.Advance(TimeSpan.FromMinutes(14));
        using (var refused = await BeginAsync(carl))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }

        _app.Clock.Advance(TimeSpan.FromMinutes(2));
        await HasPlacesAsync();
        (await LinesOfPartAsync(first)).ShouldBeLessThan(Messages);
        (await LinesOfPartAsync(second)).ShouldBeLessThan(Messages);
    }

    private async Task HasPlacesAsync()
    {
        using var dora = await _app.SignInAsAsync(OperatorRole.Admin);
        var taken = await Eventually.BecomesAsync(
            async () =>
            {
                using var answer = await BeginAsync(dora);
                return answer.StatusCode;
            },
            status => status == HttpStatusCode.OK, "a place for an export");
        taken.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Reads to where it was broken off, which it must have been.</summary>
    private static async Task<int> LinesOfPartAsync(HttpResponseMessage answer)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(Token);
        var (buffer, lines) = (new byte[64 * 1024], 0);
        var failure = await Record.ExceptionAsync(async () =>
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, Token)) > 0)
            {
                lines += buffer.AsSpan(0, read).Count((byte)'\n');
            }
        });
        failure.ShouldNotBeNull("it looks complete");
        return lines;
    }

    private static Task<HttpResponseMessage> BeginAsync(HttpClient who) =>
        who.GetAsync("/api/messages.csv?when=all", HttpCompletionOption.ResponseHeadersRead, Token);

    private static int Lines(string csv) => csv.Count(character => character == '\n');
}
