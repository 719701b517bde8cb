using System.Globalization;
using System.Text;
using SmsBridge.Faults.Fuzz;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Faults.Hostile;

/// <summary>The requests that strangers flood the bridge with.</summary>
internal static class StrangeRequests
{
    private const string Json = "application/json; charset=UTF-8";
    private const string Hooks = "/modules/sms/";
    private const int Deep = 20_000;
    private const int Wide = 200_000;
    private const int TooLarge = 400_000;

    public static RawRequest Registration(string tenant, HookRegistration registration) =>
        Post(Hooks + "configuration", Encoding.UTF8.GetBytes(registration.ToJson(tenant)));

    /// <summary>Tenants nobody has, at an honest core that does not know them, or as no core would ask.</summary>
    public static RawRequest MadeUpRegistration(Random random, HookRegistration registration) => random.Next(4) switch
    {
        0 => Post(Hooks + "configuration", "{\"tenantId\":"u8.ToArray()),
        1 => Registration(Name(random), registration with { MifosToken = null }),
        2 => Registration(Name(random), registration with { SmsProviderToken = new string('0', 32) }),
        _ => Registration(Name(random), registration),
    };

    /// <summary>Hooks with a key nobody has, of a tenant nobody has, or without what a hook must have.</summary>
    /// <param name="tenants">Real ones.</param>
    public static RawRequest RefusedHook(Random random, IReadOnlyList<string> tenants)
    {
        var tenant = random.Next(3) == 0 ? Name(random) : tenants[random.Next(tenants.Count)];
        (string, string)[] all =
        [
            ("X-Fineract-Entity", "LOAN"), ("X-Fineract-Action", "REPAYMENT"), ("Fineract-Platform-TenantId", tenant),
            ("X-Fineract-API-Key", Convert.ToBase64String(Encoding.ASCII.GetBytes(Name(random) + Name(random)))),
        ];
        var left = random.Next(2) == 0 ? all : [.. all.Where((_, index) => index != random.Next(all.Length))];
        return Post(Hooks, """{"officeId":1,"clientId":7,"resourceId":904,"changes":{"amount":"1500"}}"""u8.ToArray(), left);
    }

    /// <summary>Hooks with a good key that nobody told the bridge to expect: padded, deep, too large, of made-up events.</summary>
    public static RawRequest Padded(Random random, string tenant, string key)
    {
        var body = random.Next(4) switch
        {
            0 => $$"""{"officeId":1,"resourceId":{{random.Next()}},"padding":"{{new string('x', Wide)}}"}""",
            1 => "{\"a\":" + new string('[', Deep) + new string(']', Deep) + "}",
            2 => "{" + string.Join(',', Enumerable.Range(0, Wide / 20).Select(number => string.Create(CultureInfo.InvariantCulture, $"\"m{number}\":{number}"))) + "}",
            _ => new string(' ', TooLarge) + "{}",
        };
        var entity = random.Next(2) == 0 ? "CENTER" : string.Create(CultureInfo.InvariantCulture, $"MADE_UP_{random.Next(5_000)}");
        return Post(Hooks, Encoding.UTF8.GetBytes(body), ("X-Fineract-Entity", entity), ("X-Fineract-Action", "ACTIVATE"), ("Fineract-Platform-TenantId", tenant), ("X-Fineract-API-Key", key));
    }

    private static RawRequest Post(string target, byte[] body, params ReadOnlySpan<(string Name, string Value)> headers) =>
        new FuzzRequest("POST", target, [("Host", "127.0.0.1"), ("Content-Type", Json), .. headers], body).ToBytes(Random.Shared);

    private static string Name(Random random) => string.Create(CultureInfo.InvariantCulture, $"stranger-{random.Next(100_000)}");
}
