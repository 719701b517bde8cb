using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>When a tenant is said to be registered.</summary>
public sealed class RegisteredAtTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(-60_000, 0)] // added by an operator: counts as before the race window
    [InlineData(90_000, 90_000)] // registered again
    public async Task It_is_never_before_it_was_there(int registered, int shown)
    {
        var tenant = await _app.NewTenantAsync();
        var created = _app.Clock.GetUtcNow();
        await _app.MeddleAsync("UPDATE tenant SET registered_at = created_at + @registered", new { registered });
        await _app.Services.GetRequiredService<TenantDirectory>().ReloadAsync(TestContext.Current.CancellationToken);

        var view = await tenant.GetAsync(tenant.ConfigurationUrl);

        view.GetProperty("registeredAt").GetDateTimeOffset().ShouldBe(created.AddMilliseconds(shown));
    }
}
