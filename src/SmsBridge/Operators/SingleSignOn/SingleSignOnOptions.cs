using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>Whose passwords are taken beside the sign-in by a provider.</summary>
internal enum LocalPasswordRule
{
    /// <summary>Those of all operators that have one.</summary>
    All,

    /// <summary>That of one named operator, for the day the provider is down.</summary>
    BreakGlass,
}

/// <summary>Sign-in to the console with the account of the house, by any provider of OpenID Connect. Off while no provider is named.</summary>
internal sealed class SingleSignOnOptions
{
    public const string Section = OperatorOptions.Section + ":OpenIdConnect";

    /// <summary>Address of the provider, below which its discovery document lies (<c>/.well-known/openid-configuration</c>). Empty: nobody signs in by a provider.</summary>
    /// <value>such as <c>https://login.example.org/realms/house</c>; <c>http</c> only for this very machine</value>
    public string Authority { get; set; } = "";

    /// <summary>What the provider calls itself in its tokens, where that is not the address above (as with AD FS). Empty: the address above.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>What the provider calls this bridge.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The secret that the provider gave this bridge. In the environment also as a file: <c>Operators__OpenIdConnect__ClientSecret_FILE</c>.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>What is asked for, separated by blanks; <c>openid</c> must be among it.</summary>
    public string Scopes { get; set; } = "openid profile";

    /// <summary>What people know the provider as: on the button "Sign in with ...", and where the console says how somebody signs in.</summary>
    public string DisplayName { get; set; } = "single sign-on";

    /// <summary>The claim an operator is named after at the first sign-in. It is a name to read, and proves nothing: who somebody is, issuer and subject say.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>The claim whose values are looked up among <c>Grants</c>: groups or roles, as the provider tells them. A claim within another by a dot: <c>realm_access.roles</c>.</summary>
    public string GrantClaim { get; set; } = "groups";

    /// <summary>Which value of the claim gives which role, of which tenants. Of several that fit the highest role counts, for the tenants of all that give it. Who has none is refused.</summary>
    public List<SingleSignOnGrantOptions> Grants { get; set; } = [];

    /// <summary>Whose passwords are taken too: of all operators that have one, or of <c>BreakGlassOperator</c> alone.</summary>
    public LocalPasswordRule LocalPasswords { get; set; }

    /// <summary>With <c>BreakGlass</c>: the one operator whose password is taken.</summary>
    public string BreakGlassOperator { get; set; } = "";

    /// <summary>How far the provider's clock and the bridge's may be apart.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the provider has for each of its answers.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    public bool IsOn => Authority.Length > 0;

    /// <summary>Whether whoever has this name may sign in with a password.</summary>
    public bool TakesPasswordOf(string name) => !IsOn || LocalPasswords == LocalPasswordRule.All || name.Equals(BreakGlassOperator, StringComparison.OrdinalIgnoreCase);

    /// <summary>Why others may not.</summary>
    public string OnlyBreakGlass => $"Only {BreakGlassOperator} signs in with a password here ({Section}:{nameof(LocalPasswords)}); all others sign in with {DisplayName}, which makes them operators at their first sign-in.";
}

/// <summary>What one value of the claim gives.</summary>
internal sealed class SingleSignOnGrantOptions
{
    public const string Section = SingleSignOnOptions.Section + ":Grants:<number>";

    /// <summary>The value, as the provider tells it, letter for letter: a group, a role.</summary>
    public string Value { get; set; } = "";

    /// <summary>The role it gives.</summary>
    /// <value><c>viewer</c>, <c>support</c>, <c>tenant-admin</c>, <c>admin</c></value>
    public string Role { get; set; } = "";

    /// <summary>Of which tenants, by the core's names for them; <c>*</c>: all. An admin sees all in any case.</summary>
    public List<string> Tenants { get; set; } = [];
}
