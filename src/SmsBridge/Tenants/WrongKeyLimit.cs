using System.Net;
using Microsoft.Extensions.Options;
using SmsBridge.Web.Limits;

namespace SmsBridge.Tenants;

/// <summary>
/// Counts wrong keys per network and tenant, minute by minute. Only wrong keys are ever held up: a core that shares its network with a
/// guesser is served as before. Who varies the tenant's name to get more tries ends up with one count for his network.
/// </summary>
/// <param name="most">Per minute; asked each time.</param>
internal sealed class WrongKeyLimit(Func<int> most, TimeProvider time)
{
    private const int LongestTenant = 100;

    private readonly MinuteLimit<(IPAddress Network, string Tenant)> _limit = new(most, time, coarser: static who => (who.Network, ""));

    public WrongKeyLimit(IOptions<RegistrationOptions> options, TimeProvider time)
        : this(() => options.Value.MaxWrongKeysPerMinute, time)
    {
    }

    /// <summary>Counts one wrong key; the time to wait when there have been too many.</summary>
    public TimeSpan? CountWrong(IPAddress? from, string tenant) => _limit.Count(Who(from, tenant));

    /// <summary>The time to wait when one more would be too many; counts nothing.</summary>
    public TimeSpan? Blocked(IPAddress? from, string tenant) => _limit.Blocked(Who(from, tenant));

    private static (IPAddress Network, string Tenant) Who(IPAddress? from, string tenant) =>
        (ClientNetwork.Of(from), tenant.Length <= LongestTenant ? tenant : tenant[..LongestTenant]);
}
