using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>Slow registrations hold up those of their own network and core, nobody else's.</summary>
public sealed class RegistrationGateTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static readonly RegistrationResult Proved = new RegistrationResult.Registered("key", IsProved: true);

    private readonly TestClock _clock = new();
    private readonly TaskCompletionSource<RegistrationResult> _slow = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(48, 1)] // one stranger, one core that answers slowly
    [InlineData(48, 48)] // one stranger, many such cores
    public async Task A_real_registration_does_not_wait_for_a_strangers_slow_ones(int registrations, int cores)
    {
        var gate = NewGate();
        var slow = Enumerable.Range(0, registrations).Select(index => RunAsync(gate, "2001:db8:0:1::" + index, Request($"slow-{index % cores}"), () => _slow.Task)).ToList();

        var real = RunAsync(gate, "192.0.2.9", Request("real"), () => Task.FromResult(Proved));

        real.IsCompletedSuccessfully.ShouldBeTrue();
        (await real).Result.ShouldBe(Proved);
        await EndAsync(slow);
    }

    [Fact]
    public async Task A_known_tenant_renews_while_strangers_from_everywhere_knock_at_its_own_core()
    {
        var tenant = await app.NewTenantAsync();
        var endpoint = app.Services.GetRequiredService<TenantDirectory>().Find(tenant.Id)!.Settings.CoreEndpoint;
        var gate = NewGate();
        var slow = Enumerable.Range(0, 400).Select(index =>
            RunAsync(gate, $"198.51.{index / 250}.{index % 250}", new RegistrationRequest { TenantId = $"stranger-{index}", Endpoint = endpoint }, () => _slow.Task)).ToList();

        var renewal = RunAsync(gate, "198.51.0.1", new RegistrationRequest { TenantId = tenant.Id, Endpoint = endpoint }, () => Task.FromResult(Proved));

        renewal.IsCompletedSuccessfully.ShouldBeTrue();
        (await renewal).Result.ShouldBe(Proved);
        await EndAsync(slow);
    }

    [Fact]
    public async Task A_network_that_registered_well_before_goes_first()
    {
        var gate = NewGate();
        await RunAsync(gate, "192.0.2.9", Request("own"), () => Task.FromResult(Proved));
        var slow = Enumerable.Range(0, 400).Select(index => RunAsync(gate, $"198.51.{index / 250}.{index % 250}", Request($"slow-{index}"), () => _slow.Task)).ToList();

        var again = RunAsync(gate, "192.0.2.9", Request("own"), () => Task.FromResult(Proved));

        again.IsCompletedSuccessfully.ShouldBeTrue();
        await EndAsync(slow);
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_so_instead_of_waiting_for_ever()
    {
        var gate = NewGate();
        var slow = Enumerable.Range(0, 4).Select(_ => RunAsync(gate, "192.0.2.1", Request("slow"), () => _slow.Task)).ToList();
        var late = RunAsync(gate, "192.0.2.1", Request("slow"), () => Task.FromResult(Proved));

        _clock.Advance(TimeSpan.FromSeconds(10));

        (await late).ShouldBe(default);
        await EndAsync(slow);
    }

    private static Task<GateAnswer> RunAsync(RegistrationGate gate, string from, RegistrationRequest request, Func<Task<RegistrationResult>> register) =>
        gate.RunAsync(IPAddress.Parse(from), request, register, Token);

    private static RegistrationRequest Request(string core) => new() { TenantId = "new", Endpoint = $"https://{core}.example.org/fineract-provider" };

    private RegistrationGate NewGate() => new(Options.Create(new RegistrationOptions()), app.Services.GetRequiredService<TenantDirectory>(), _clock);

    private async Task EndAsync(IEnumerable<Task<GateAnswer>> slow)
    {
        _slow.SetResult(new RegistrationResult.NotNow("slow"));
        await Task.WhenAll(slow).WaitAsync(Token);
    }
}
