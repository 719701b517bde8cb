using Microsoft.AspNetCore.Authorization;

namespace SmsBridge.Operators;

/// <summary>Names of the authorisation policies: at least this role.</summary>
internal static class Policies
{
    public const string Viewer = "SmsBridge.Viewer";
    public const string Support = "SmsBridge.Support";
    public const string TenantAdmin = "SmsBridge.TenantAdmin";
    public const string Admin = "SmsBridge.Admin";

    public static void Add(AuthorizationOptions options)
    {
        Add(options, Viewer, OperatorRole.Viewer);
        Add(options, Support, OperatorRole.Support);
        Add(options, TenantAdmin, OperatorRole.TenantAdmin);
        Add(options, Admin, OperatorRole.Admin);
    }

    private static void Add(AuthorizationOptions options, string name, OperatorRole role) =>
        options.AddPolicy(name, policy => policy
            .AddAuthenticationSchemes(SignedInOperator.Scheme)
            .RequireAuthenticatedUser()
            .RequireAssertion(context => SignedInOperator.From(context.User)?.MayDo(role) == true));
}
