using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners;

/// <summary>Opening a secret is what takes time: as many are opened whoever is asked about, so that nobody learns from it which codes there are.</summary>
public sealed class ConstantWorkTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private readonly CountingProvider _counter = new();

    public async ValueTask InitializeAsync()
    {
        _app.Replacements.Add(services => services.AddSingleton<IDataProtectionProvider>(_counter));
        await _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/webhook/{0}", "known", "unknown")]
    [InlineData("/webhooks/partnerCode/{0}", "known", "Known")]
    [InlineData("/webhooks/subscribed/{0}", "rotated", "unknown")]
    public async Task A_known_code_costs_as_much_as_an_unknown_one(string path, string known, string unknown)
    {
        var partner = await PartnerDriver.AddAsync(_app, "known", Some.Tenant);
        await PartnerDriver.AddAsync(_app, "rotated", Some.Tenant);
        await _app.Services.GetRequiredService<PartnerSecretVerbs>().RotatePasswordAsync(
            SmsBridge.Operators.Caller.CommandLine, "rotated", default, TestContext.Current.CancellationToken);

        foreach (var authorization in new[] { "Bearer " + new string('0', 64), "", "Bearer x" })
        {
            var first = await OpenedAsync(partner, string.Format(null, path, known), authorization);
            var second = await OpenedAsync(partner, string.Format(null, path, unknown), authorization);

            first.ShouldBe(second, authorization);
            first.ShouldBe(1 + OlderSecrets.Most);
        }
    }

    private async Task<int> OpenedAsync(PartnerDriver partner, string path, string authorization)
    {
        var before = _counter.Opened;
        await partner.SendAsync(HttpMethod.Get, path, authorization: authorization);
        return _counter.Opened - before;
    }

    private sealed class CountingProvider : IDataProtectionProvider
    {
        private readonly EphemeralDataProtectionProvider _real = new();
        private int _opened;

        public int Opened => Volatile.Read(ref _opened);

        public IDataProtector CreateProtector(string purpose) => new Counting(this, _real.CreateProtector(purpose), purpose == "SmsBridge");

        private sealed class Counting(CountingProvider owner, IDataProtector real, bool isSecret) : IDataProtector
        {
            public IDataProtector CreateProtector(string purpose) => new Counting(owner, real.CreateProtector(purpose), isSecret);

            public byte[] Protect(byte[] plaintext) => real.Protect(plaintext);

            public byte[] Unprotect(byte[] protectedData)
            {
                if (isSecret)
                {
                    Interlocked.Increment(ref owner._opened);
                }

                return real.Unprotect(protectedData);
            }
        }
    }
}
