using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SmsBridge.Operators.SingleSignOn;
using SmsBridge.Store;
using SmsBridge.Web;

namespace SmsBridge.Operators;

/// <summary>
/// The first admin, where there is no operator yet: whoever can read the log may become it, once. The code is made anew with each start and
/// kept in memory only.
/// </summary>
internal sealed class FirstStart(
    OperatorStore store, OperatorSignIn signIn, OperatorPasswords passwords, IOptions<OperatorOptions> options, IOptions<BridgeOptions> bridge, IConfiguration configuration,
    ILogger<FirstStart> logger) : IStartReader
{
    private string? _code;

    /// <summary>Whether there is an operator; makes the code when not.</summary>
    public async Task ReadAsync()
    {
        await LookAtBreakGlassAsync();
        if (await store.AnyAsync(CancellationToken.None))
        {
            return;
        }

        var spelled = SpelledCode.New();
        _code = SpelledCode.Plain(spelled);
        var address = bridge.Value.PublicBase?.AbsoluteUri.TrimEnd('/') ?? ListenAddress.ForThisMachine(configuration["Urls"]);
        logger.FirstCode(address + OperatorPaths.First, spelled);
    }

    /// <summary>False as soon as there is an operator, whoever added it.</summary>
    public async Task<bool> IsOpenAsync(CancellationToken cancellationToken) => _code is not null && !await store.AnyAsync(cancellationToken);

    /// <returns>The new admin; null: the code is wrong, or was used.</returns>
    public Task<DoorAnswer<PasswordGiven>> AddAsync(string code, string name, string password, IPAddress? from) =>
        signIn.InTurnAsync(new SignInOrigin(from), async () =>
        {
            if (!IsRight(code))
            {
                signIn.CountFailure(new SignInOrigin(from));
                logger.SignInRefused(from?.ToString() ?? "unknown", "wrong code of the first start");
                await store.RecordRefusalAsync(null, from?.ToString(), "wrong code of the first start", waitAfter: null);
                return null;
            }

            var actor = new Actor(null, "code of the first start", from?.ToString());
            if (await store.AddAsync(actor, name, passwords.Hash(password), OperatorRole.Admin, TenantScope.All, onlyAsFirst: true) != OperatorOutcome.Done)
            {
                return null;
            }

            _code = null;
            logger.FirstOperator(name);
            return await signIn.GoOnAsync((await store.FindCredentialAsync(name, CancellationToken.None))!, new SignInOrigin(from));
        });

    private async Task LookAtBreakGlassAsync()
    {
        if (options.Value.OpenIdConnect is not { IsOn: true, LocalPasswords: LocalPasswordRule.BreakGlass, BreakGlassOperator: var name })
        {
            return;
        }

        var known = await store.FindAsync(name, CancellationToken.None);
        if (known is null or { DisabledAt: not null } or { Identity: not null })
        {
            logger.NoBreakGlass(name, known is null ? "does not exist" : known.DisabledAt is not null ? "is disabled" : "signs in by the provider");
        }
    }

    /// <summary>In constant time; groups and case do not matter.</summary>
    private bool IsRight(string typed) =>
        _code is { } code && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(SpelledCode.Plain(typed)), Encoding.UTF8.GetBytes(code));
}
