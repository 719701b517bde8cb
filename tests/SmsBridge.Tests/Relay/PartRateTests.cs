using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>Where a provider's limit counts the parts of a long text, so does the bridge.</summary>
public sealed class PartRateTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync()
    {
        _app.Settings["Relay:SenderRate"] = "4";
        return _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 4)]
    public async Task The_further_parts_of_a_long_text_take_turns_too_where_parts_count(bool countsParts, int room)
    {
        _app.Gateway.CountsParts = countsParts;
        var relay = await RelayDriver.RegisterAsync(_app);
        await relay.SmsAsync("0712345678", new string('a', 400));
        await _app.DrainAsync();

        _app.Gateway.Taken.Count.ShouldBe(1); // what it took itself is counted where it is claimed, and nothing is claimed by turns here
        var tenant = _app.Services.GetRequiredService<TenantDirectory>().Find(relay.Core.Id)!;
        _app.Services.GetRequiredService<SenderRates>().Room(tenant.Id, tenant.Settings.Sender).ShouldBe(room);
    }
}
