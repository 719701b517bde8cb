using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Receipts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary>Prices that a provider knows only later are asked for, of many SMS at once, and no longer than it is worth.</summary>
public sealed class PricePollingTests : IAsyncLifetime
{
    private static readonly Price Dollars = Price.Read("0.0075", "USD")!.Value;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly SmsBridgeApp _app = new();
    private readonly FakePriceSource _source = new();
    private TestTenant _tenant = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app.Replacements.Add(services => services.RemoveAll<IPriceSource>().AddSingleton<IPriceSource>(_source));
        await _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_account_is_asked_after_an_hour_and_again_after_two_days_and_no_more()
    {
        await StartAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(7));
        var sent = _app.Clock.GetUtcNow();
        await SendAsync();
        _source.Asked.ShouldBeEmpty();
        var asked = new List<TimeSpan>();

        for (var run = 0; run < 4 * 24 * 12; run++)
        {
            var before = _source.Asked.Count;
            await RunAfterAsync(TimeSpan.FromMinutes(5));
            asked.AddRange(_source.Asked.Skip(before).Where(each => each.From <= sent && sent <= each.To).Select(_ => _app.Clock.GetUtcNow() - sent));
        }

        asked.Count.ShouldBe(2);
        asked[0].ShouldBeInRange(Hour, 2 * Hour);
        asked[1].ShouldBeInRange(TimeSpan.FromDays(2), TimeSpan.FromDays(2) + Hour);
        _source.Asked.Count.ShouldBeLessThanOrEqualTo(4 * 48 * 2); // twice an hour for each
    }

    [Fact]
    public async Task What_is_told_soon_is_kept_and_what_comes_late_is_kept_two_days_later()
    {
        await StartAsync();
        var (early, late) = (await SendAsync(), await SendAsync());
        Fill(early, Dollars);
        Fill(late, price: null);

        await RunAfterAsync(2 * Hour);
        (await PricesAsync()).ShouldBe([$"{early} USD 0.0075"]);
        _source.Sms.Clear();
        Fill(late, Price.Read("0.03", "EUR"), sentAgo: 2 * Hour);

        await RunAfterAsync(TimeSpan.FromDays(1));
        (await PricesAsync()).Count.ShouldBe(1);
        await RunAfterAsync(TimeSpan.FromDays(1) + Hour);
        (await PricesAsync()).ShouldBe([$"{early} USD 0.0075", $"{late} EUR 0.03"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_ends_neither_this_run_nor_the_next()
    {
        await StartAsync();
        var own = await SendAsync();
        Fill(own, Dollars);
        _source.Breaks = new TaskCanceledException("a time-out of the library's own");

        await RunAfterAsync(2 * Hour); // throws nothing
        _source.Breaks = null;
        await RunAfterAsync(TimeSpan.FromMinutes(5));

        (await PricesAsync()).ShouldBe([$"{own} USD 0.0075"]);
    }

    [Fact]
    public async Task What_another_program_sent_with_the_account_is_nobodys_here()
    {
        await StartAsync();
        var own = await SendAsync();
        Fill("SM99999999999999999999999999999999", Dollars);
        Fill(own, Dollars);

        await RunAfterAsync(2 * Hour);

        (await PricesAsync()).ShouldBe([$"{own} USD 0.0075"]);
    }

    [Fact]
    public async Task An_account_can_not_price_another_accounts_SMS()
    {
        await StartAsync();
        var own = await SendAsync();
        Fill(own, Dollars);
        await _app.Services.GetRequiredService<SmsBridge.Store.Database>().WriteAsync(session => session.Execute("UPDATE message SET account_id = 'AC0000000000000000000000000000beef'"));

        await RunAfterAsync(2 * Hour);

        _source.Asked.ShouldNotBeEmpty();
        (await PricesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task More_than_fits_into_a_run_goes_on_in_the_next_without_a_gap()
    {
        _source.PageSize = 1;
        await StartAsync();
        var ids = new List<string>();
        for (var index = 0; index < 120; index++)
        {
            Fill($"SM{index:x32}", Dollars, sentAgo: -TimeSpan.FromSeconds(index));
        }

        ids.Add(await SendAsync()); // the oldest of all, so the last one to be read
        Fill(ids[0], Dollars);

        await RunAfterAsync(2 * Hour);
        (_source.Asked.Count, (await PricesAsync()).Count).ShouldBe((PricePolling.MostPages, 0));
        await RunAsync();
        (await PricesAsync()).Count.ShouldBe(0);
        await RunAsync();

        (await PricesAsync()).ShouldBe([$"{ids[0]} USD 0.0075"]);
        _source.Asked.Count.ShouldBeLessThan(3 * PricePolling.MostPages);
        var asked = _source.Asked.Count;
        await RunAsync();
        _source.Asked.Count.ShouldBe(asked); // that time is done with
    }

    [Fact]
    public async Task More_of_one_second_than_fits_into_a_run_holds_up_nothing_else()
    {
        _source.PageSize = 1;
        await StartAsync();
        for (var index = 0; index < 2 * PricePolling.MostPages; index++)
        {
            Fill($"SM{index:x32}", Dollars, sentAgo: -Hour);
        }

        var own = await SendAsync();
        Fill(own, Dollars);

        await RunAfterAsync(3 * Hour);
        for (var run = 0; run < 8; run++)
        {
            await RunAsync();
        }

        (await PricesAsync()).ShouldBe([$"{own} USD 0.0075"]);
    }

    [Fact]
    public async Task An_account_that_does_not_answer_is_asked_once_a_run_and_loses_nothing()
    {
        await StartAsync();
        var own = await SendAsync();
        Fill(own, Dollars);
        _source.Unavailable = "503";

        await RunAfterAsync(2 * Hour);
        await RunAsync();
        _source.Asked.Count.ShouldBe(2);
        _source.Unavailable = null;
        await RunAsync();

        (await PricesAsync()).ShouldBe([$"{own} USD 0.0075"]);
    }

    /// <summary>Two tenants share an account, and one of them has an old token for it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_that_is_refused_hides_none_that_is_good(bool isBefore)
    {
        _source.Refused.Add("old-token");
        if (isBefore)
        {
            await RegisterOldAsync();
        }

        await StartAsync();
        if (!isBefore)
        {
            await RegisterOldAsync();
        }

        var own = await SendAsync();
        Fill(own, Dollars);

        await RunAfterAsync(2 * Hour);

        (await PricesAsync()).ShouldBe([$"{own} USD 0.0075"]);
    }

    [Fact]
    public async Task Only_a_refusal_leads_to_the_next_token_and_the_one_that_opens_stays()
    {
        _source.Refused.Add("old-token");
        SenderAccount[] tokens = [new("twilio", Some.AccountSid, "old-token", ""), new("twilio", Some.AccountSid, "good", ""), new("twilio", Some.AccountSid, "another", "")];
        var account = new PricedAccount(_source, tokens);
        var now = _app.Clock.GetUtcNow();

        (await account.ReadAsync(now - Hour, now, next: null, Token)).ShouldBeOfType<PriceAnswer.Page>();
        _source.Unavailable = "503";
        (await account.ReadAsync(now - Hour, now, next: null, Token)).ShouldBeOfType<PriceAnswer.Unavailable>();
        (await new PricedAccount(_source, tokens[..1]).ReadAsync(now - Hour, now, next: null, Token)).ShouldBeOfType<PriceAnswer.Unavailable>();

        _source.Tokens.ShouldBe(["old-token", "good", "good", "old-token"]);
    }

    [Fact]
    public async Task Where_it_is_switched_off_nobody_is_asked_and_nothing_is_kept_of_it()
    {
        _app.Settings["Prices:Ask"] = "false";
        await StartAsync();
        Fill(await SendAsync(), Dollars);

        await RunAfterAsync(3 * Hour);

        _source.Asked.ShouldBeEmpty();
        (await _app.QueryAsync<long>("SELECT walk FROM price_walk")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tenant_that_wants_none_asked_for_gets_none_even_by_an_account_it_shares()
    {
        _app.Settings["Prices:NotFor"] = "other, bank";
        await StartAsync("bank");
        var unwanted = await SendAsync();
        Fill(unwanted, Dollars);

        await RunAfterAsync(3 * Hour);
        _source.Asked.ShouldBeEmpty(); // nobody else sends with it

        _tenant = await _app.NewTenantAsync(); // with the same account
        await RunAsync();
        var wanted = await SendAsync();
        Fill(wanted, Dollars);
        Fill(unwanted, Dollars);
        await RunAfterAsync(3 * Hour);

        (await PricesAsync()).ShouldBe([$"{wanted} USD 0.0075"]);
    }

    [Fact]
    public async Task Twilios_list_tells_what_a_poll_of_one_message_would()
    {
        await using var stage = await CallbackStage.SetUpAsync();
        var polling = stage.App.Services.GetRequiredService<PricePolling>();
        await polling.RunAsync(Token);
        await stage.SendAsync();
        await stage.SendAsync(2_000m);
        await stage.Twilio.FinishAsync(Token);
        var lists = stage.Twilio.Requests.Lists;

        stage.App.Clock.Advance(2 * Hour);
        await polling.RunAsync(Token);

        (await stage.App.QueryAsync<string>("SELECT currency FROM sms_price WHERE micros = 7500")).ShouldBe(["USD", "USD"]);
        stage.Twilio.Requests.Lists.ShouldBe(lists + 2); // one call for both, and one for what was sent two days ago
    }

    [Fact]
    public async Task A_poll_that_is_made_anyway_brings_the_price_along()
    {
        await using var stage = await CallbackStage.SetUpAsync(sendCallbacks: false);
        await stage.SendAsync();
        await stage.Twilio.FinishAsync(Token);

        await stage.PollAfterAsync(TimeSpan.FromMinutes(10));

        (await stage.App.QueryAsync<long>("SELECT micros FROM sms_price")).ShouldBe([7_500]);
    }

    private async Task StartAsync(string? name = null)
    {
        _tenant = name is null ? await _app.NewTenantAsync() : await RegisterAsync(name);
        await RunAsync();
    }

    private async Task<TestTenant> RegisterAsync(string name)
    {
        var books = _app.AddCoreTenant(name);
        books.AddClient(TestTenant.Client, "Jane Wanjiru", "0712 345 678");
        books.AddLoan(TestTenant.Loan, TestTenant.Client, 10_000m);
        return new TestTenant(_app, name, await _app.RegisterAsync(name), books);
    }

    private async Task RegisterOldAsync()
    {
        _app.AddCoreTenant("old");
        var registration = _app.Registration("old");
        registration["smsProviderToken"] = "old-token";
        using var client = _app.CreateClient();
        using var answer = await client.PostAsJsonAsync("/modules/sms/configuration", registration, Token);
        answer.EnsureSuccessStatusCode();
    }

    /// <returns>The provider's id of the SMS.</returns>
    private async Task<string> SendAsync()
    {
        var id = await _tenant.RepayAsync();
        await _app.DrainAsync();
        return (await _app.QueryAsync<string>("SELECT provider_id FROM message WHERE event_id = @id", new { id })).ShouldHaveSingleItem();
    }

    private void Fill(string id, Price? price, TimeSpan sentAgo = default) => _source.Sms.Add((id, _app.Clock.GetUtcNow() - sentAgo, price));

    private Task RunAsync() => _app.Services.GetRequiredService<PricePolling>().RunAsync(Token);

    private Task RunAfterAsync(TimeSpan wait)
    {
        _app.Clock.Advance(wait);
        return RunAsync();
    }

    private async Task<List<string>> PricesAsync() =>
        [.. (await _app.QueryAsync<(string Id, long Micros, string Currency)>("SELECT provider_id, micros, currency FROM sms_price ORDER BY provider_id")).Select(row => $"{row.Id} {Price.Of(row.Micros, row.Currency)}")];
}
