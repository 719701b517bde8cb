using System.Net;
using Microsoft.Extensions.Options;

namespace SmsBridge.Tenants;

/// <summary>
/// Anybody may register, and each registration makes the bridge knock at a core and a provider. So only few are proved at once, and who
/// brought too many that failed, or that could not be proved, has to wait.
/// </summary>
internal sealed class RegistrationGate(IOptions<RegistrationOptions> options, TimeProvider time) : IDisposable
{
    private const int MostAtOnce = 8;

    private readonly SemaphoreSlim _proofs = new(MostAtOnce, MostAtOnce);
    private readonly WrongKeyLimit _unproved = new(options, time);

    /// <param name="register">Runs when it is this caller's turn.</param>
    /// <returns>The time to wait; null with a result.</returns>
    public async Task<(TimeSpan? Wait, RegistrationResult? Result)> RunAsync(
        IPAddress? from, Func<Task<RegistrationResult>> register, CancellationToken cancellationToken)
    {
        await _proofs.WaitAsync(cancellationToken);
        try
        {
            // Asked here, not before the wait: of many that came together, the later ones know what became of the earlier.
            if (_unproved.Blocked(from, "") is { } wait)
            {
                return (wait, null);
            }

            var result = await register();
            if (result is RegistrationResult.Refused or RegistrationResult.Pending or RegistrationResult.Registered { IsProved: false })
            {
                _unproved.CountWrong(from, "");
            }

            return (null, result);
        }
        finally
        {
            _proofs.Release();
        }
    }

    public void Dispose() => _proofs.Dispose();
}
