using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Tests.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways;

/// <summary>A gateway that the settings describe no more, though tenants send by it.</summary>
public sealed class MissingGatewayTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Its_sms_wait_say_why_and_go_out_once_it_is_described_again()
    {
        var relay = await RelayDriver.RegisterAsync(_app);
        await _app.MeddleAsync("UPDATE tenant SET provider = 'renamed'");
        await using var without = await _app.RestartAsync();
        var there = RelayDriver.Of(without, relay.Core, without.Hooks(relay.Hooks.ApiKey!, relay.Core.Id));
        await there.SmsAsync("0712345678", "Hello.");
        await without.DrainAsync();

        there.Message().Status.ShouldBe(MessageStatus.Queued);
        (await without.QueryAsync<string>("SELECT detail FROM status_change WHERE detail IS NOT NULL ORDER BY id")).ShouldContain(words => words.Contains("describe no provider renamed any more", StringComparison.Ordinal));

        await without.MeddleAsync("UPDATE tenant SET provider = 'twilio'");
        await using var again = await without.RestartAsync();
        await again.DrainAfterAsync(TimeSpan.FromMinutes(30));

        again.Gateway.Taken.ShouldHaveSingleItem().Body.ShouldBe("Hello.");
    }

    [Fact]
    public async Task Nothing_is_known_of_what_was_sent_by_it()
    {
        var gateway = _app.Services.GetRequiredService<SmsGateways>().For(new SenderAccount("renamed", "1", "t", "MFI"));

        gateway.Provider.ShouldBe("renamed");
        (await gateway.VerifyAsync(new SenderAccount("renamed", "1", "t", "MFI"), TestContext.Current.CancellationToken)).ShouldBeOfType<AccountCheck.Unavailable>();
        (await gateway.PollAsync(new SenderAccount("renamed", "1", "t", "MFI"), 1, "x", TestContext.Current.CancellationToken)).ShouldBeOfType<ProviderReport.Unavailable>();
    }
}
