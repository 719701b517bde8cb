using System.CommandLine;
using SmsBridge.Operators;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge operator …</c>: what can be typed.</summary>
internal static class OperatorCommands
{
    public static Command Create(VerbHost host) =>
        new("operator", "Who may sign in to the console; works while the service runs.")
        {
            List(host), Add(host), Reset(host), Disable(host), Enable(host),
        };

    private static Argument<string> Name() => new("NAME") { Description = "The name to sign in with; case does not matter." };

    private static Option<bool> PasswordStdin() => new("--password-stdin") { Description = "Read the password from stdin; without it one is made and shown once." };

    private static Command List(VerbHost host) =>
        host.Define(new Command("list", "All operators."), (call, cancellationToken) => call.Service<OperatorVerbs>().ListAsync(call.Output, cancellationToken));

    private static Command Add(VerbHost host)
    {
        var (name, stdin) = (Name(), PasswordStdin());
        var role = new Option<string>("--role") { Description = "viewer, support, tenant-admin or admin.", Required = true };
        role.AcceptOnlyFromAmong([.. OperatorRights.Roles]);
        var tenants = new Option<string[]>("--tenant") { HelpName = "ID", Description = "A tenant it may see; repeat for several.", AllowMultipleArgumentsPerToken = true };
        var all = new Option<bool>("--all-tenants") { Description = "Every tenant, also future ones." };
        var command = new Command("add", "Adds an operator.") { name, role, tenants, all, stdin };
        command.Validators.Add(result =>
        {
            var (some, every, isAdmin) = (result.GetValue(tenants) is { Length: > 0 }, result.GetValue(all), result.GetValue(role) == OperatorRights.NameOf(OperatorRole.Admin));
            if (some && (every || isAdmin))
            {
                result.AddError(every ? "Give --tenant or --all-tenants, not both." : "An admin sees all tenants; leave --tenant out.");
            }
            else if (!some && !every && !isAdmin)
            {
                result.AddError("Which tenants may it see? Give --tenant ID (repeat for several) or --all-tenants.");
            }
        });
        return host.Define(command, (call, cancellationToken) => call.Service<OperatorVerbs>().AddAsync(
            call.Output, call.Parsed.GetRequiredValue(name), OperatorRights.ParseRole(call.Parsed.GetRequiredValue(role))!.Value,
            call.Parsed.GetValue(tenants) is { Length: > 0 } some ? TenantScope.Of(some) : TenantScope.All,
            call.Parsed.GetValue(stdin), cancellationToken), mayCreate: true);
    }

    private static Command Reset(VerbHost host)
    {
        var (name, stdin) = (Name(), PasswordStdin());
        return host.Define(
            new Command("reset", "A new password; ends the operator's sessions, and a wait after wrong passwords.") { name, stdin },
            (call, cancellationToken) => call.Service<OperatorVerbs>().ResetAsync(
                call.Output, call.Parsed.GetRequiredValue(name), call.Parsed.GetValue(stdin), cancellationToken));
    }

    private static Command Disable(VerbHost host)
    {
        var name = Name();
        return host.Define(
            new Command("disable", "The operator can not sign in any more; its sessions end.") { name },
            (call, _) => call.Service<OperatorVerbs>().SetDisabledAsync(call.Output, call.Parsed.GetRequiredValue(name), disabled: true));
    }

    private static Command Enable(VerbHost host)
    {
        var name = Name();
        return host.Define(
            new Command("enable", "A disabled operator can sign in again.") { name },
            (call, _) => call.Service<OperatorVerbs>().SetDisabledAsync(call.Output, call.Parsed.GetRequiredValue(name), disabled: false));
    }
}
