using System.CommandLine;
using SmsBridge.Operators;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge operator list|add|reset|reset-second-factor|end-sessions|disable|enable</c>. On the audit as "command line".</summary>
internal static class OperatorCommands
{
    public static Command Create(VerbHost host) =>
        new("operator", "Who may sign in to the console; works while the service runs.")
        {
            List(host), Add(host), Reset(host), ResetSecondFactor(host), EndSessions(host), SetDisabled(host, disabled: true), SetDisabled(host, disabled: false),
        };

    private static Argument<string> Name() => new("NAME") { Description = "The name to sign in with; case does not matter." };

    private static Option<bool> PasswordStdin() => new("--password-stdin") { Description = "Read the password from stdin; without it one is made and shown once." };

    private static Command List(VerbHost host) =>
        host.Define(new Command("list", "All operators."), async (call, cancellationToken) =>
        {
            var operators = (await call.Service<OperatorStore>().ListAsync(cancellationToken)).Select(OperatorView.Of).ToList();
            call.Output.Result(new OperatorListView(operators), ResultJson.Of.OperatorListView, list => Tell(call.Output, list.Operators));
            return ExitCodes.Done;
        });

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
            else if (OperatorRights.CheckTenants(result.GetValue(tenants) ?? []) is { } problem)
            {
                result.AddError($"--tenant: {problem} All: --all-tenants.");
            }
            else if (!some && !every && !isAdmin)
            {
                result.AddError("Which tenants may it see? Give --tenant ID (repeat for several) or --all-tenants.");
            }
        });
        return host.Define(command, (call, cancellationToken) => AddAsync(
            call, call.Parsed.GetRequiredValue(name),
            new OperatorWish(call.Parsed.GetRequiredValue(role), AllTenants: call.Parsed.GetValue(tenants) is not { Length: > 0 }, call.Parsed.GetValue(tenants)),
            call.Parsed.GetValue(stdin), cancellationToken), mayCreate: true);
    }

    private static Command Reset(VerbHost host)
    {
        var (name, stdin) = (Name(), PasswordStdin());
        return host.Define(
            new Command("reset", "A new password; ends the operator's sessions, and a wait after wrong passwords.") { name, stdin },
            (call, cancellationToken) => ResetAsync(call, call.Parsed.GetRequiredValue(name), call.Parsed.GetValue(stdin), cancellationToken));
    }

    private static Command ResetSecondFactor(VerbHost host)
    {
        var operatorName = Name();
        return host.Define(
            new Command("reset-second-factor", "Takes the second factor and its recovery codes away, for who lost them; ends the operator's sessions.") { operatorName },
            async (call, cancellationToken) =>
            {
                var name = call.Parsed.GetRequiredValue(operatorName);
                var outcome = await call.Service<OperatorVerbs>().ResetSecondFactorAsync(Caller.CommandLine, name, cancellationToken);
                if (outcome is not (Outcome.Done or Outcome.Unchanged))
                {
                    return Refuse(call.Output, name, outcome);
                }

                var words = outcome is Outcome.Done done ? done.Words : ((Outcome.Unchanged)outcome).Words;
                call.Output.Result(new SecondFactorResetView(name, outcome is Outcome.Done, words), ResultJson.Of.SecondFactorResetView, view => call.Output.Line(view.Words));
                return ExitCodes.Done;
            });
    }

    private static Command EndSessions(VerbHost host)
    {
        var operatorName = Name();
        return host.Define(
            new Command("end-sessions", "Signs an operator out everywhere, who may sign in again.") { operatorName },
            async (call, _) =>
            {
                var name = call.Parsed.GetRequiredValue(operatorName);
                var outcome = await call.Service<OperatorVerbs>().EndSessionsAsync(Caller.CommandLine, name);
                if (outcome is not Outcome.Done)
                {
                    return Refuse(call.Output, name, outcome);
                }

                call.Output.Result(new SessionsEndedView(name), ResultJson.Of.SessionsEndedView, view => call.Output.Line($"Operator {view.Name} is signed out everywhere."));
                return ExitCodes.Done;
            });
    }

    private static Command SetDisabled(VerbHost host, bool disabled)
    {
        var operatorName = Name();
        return host.Define(
            disabled
                ? new Command("disable", "The operator can not sign in any more; its sessions end.") { operatorName }
                : new Command("enable", "A disabled operator can sign in again.") { operatorName },
            async (call, _) =>
            {
                var name = call.Parsed.GetRequiredValue(operatorName);
                var outcome = await call.Service<OperatorVerbs>().SetDisabledAsync(Caller.CommandLine, name, disabled);
                if (outcome is not (Outcome.Done or Outcome.Unchanged))
                {
                    return Refuse(call.Output, name, outcome);
                }

                call.Output.Result(
                    new OperatorChangedView(name, disabled ? "disabled" : "enabled"), ResultJson.Of.OperatorChangedView,
                    view => call.Output.Line(outcome is Outcome.Unchanged unchanged ? unchanged.Words : $"Operator {view.Name} is {view.State}{(disabled ? "; its sessions end within seconds." : ".")}"));
                return ExitCodes.Done;
            });
    }

    private static async Task<int> AddAsync(VerbCall call, string name, OperatorWish wish, bool fromStdin, CancellationToken cancellationToken)
    {
        var verbs = call.Service<OperatorVerbs>();
        if (await verbs.WhyNotAddedAsync(name, cancellationToken) is { } problem)
        {
            return Refuse(call.Output, name, problem);
        }

        var password = await PasswordAsync(call, name, fromStdin, cancellationToken);
        var outcome = await verbs.AddAsync(Caller.CommandLine, name, wish, password, cancellationToken);
        if (outcome is not OperatorPassword done)
        {
            return Refuse(call.Output, name, outcome);
        }

        var exitCode = Tell(call.Output, View(done, fromStdin), $"Operator {name} is added");
        call.HintAtUnregistered(wish.Tenants ?? []);
        return exitCode;
    }

    private static async Task<int> ResetAsync(VerbCall call, string name, bool fromStdin, CancellationToken cancellationToken)
    {
        if (await call.Service<OperatorStore>().FindAsync(name, cancellationToken) is not { } known)
        {
            return Unknown(call.Output, name);
        }

        var password = await PasswordAsync(call, known.Name, fromStdin, cancellationToken);
        var outcome = await call.Service<OperatorVerbs>().ResetAsync(Caller.CommandLine, known.Name, confirmed: true, password, cancellationToken);
        return outcome is OperatorPassword done
            ? Tell(call.Output, View(done, fromStdin), $"Operator {known.Name} has a new password; its sessions end within seconds")
            : Refuse(call.Output, name, outcome);
    }

    /// <summary>None when it is not to come from stdin: then one is made.</summary>
    private static async Task<string?> PasswordAsync(VerbCall call, string name, bool fromStdin, CancellationToken cancellationToken) =>
        fromStdin ? await SecretInput.ReadAsync(call.Output.Console, "-", $"Password of {name}", "--password-stdin", cancellationToken) : null;

    private static OperatorPasswordView View(OperatorPassword done, bool fromStdin) => new(done.Name, done.Rights, fromStdin ? null : done.Password);

    private static int Refuse(VerbOutput output, string name, Outcome outcome) =>
        outcome switch
        {
            Outcome.Exists => output.Refuse($"Operator {name} exists already. A new password: {Verbs.Program} operator reset {name}."),
            Outcome.Invalid invalid => output.Refuse($"NAME: {invalid.Words}", ExitCodes.Usage),
            Outcome.Refused refused => output.Refuse(refused.Words),
            _ => Unknown(output, name),
        };

    private static int Tell(VerbOutput output, OperatorPasswordView view, string what)
    {
        output.Result(view, ResultJson.Of.OperatorPasswordView, it =>
        {
            output.Line($"{what} ({it.Rights}).");
            if (it.Password is not null)
            {
                output.Line("The password, shown only now; it can be changed in the console:");
                output.Line($"  {it.Password}");
            }
        });
        return ExitCodes.Done;
    }

    private static void Tell(VerbOutput output, IReadOnlyList<OperatorView> operators)
    {
        if (operators.Count == 0)
        {
            output.Line($"There are no operators yet. Add one: {Verbs.Program} operator add NAME --role admin");
            return;
        }

        output.Table(["Operator", "Role", "Tenants", "State", "Signs in with", "Last signed in"], operators.Select(it => new[]
        {
            it.Name, it.Role, it.AllTenants ? "all" : string.Join(", ", it.Tenants), it.State, it.Issuer ?? (it.SecondFactorAt is null ? "password" : "password and code"), VerbOutput.At(it.LastSignInAt),
        }));
    }

    private static int Unknown(VerbOutput output, string name) => output.Refuse($"There is no operator {name}. See: {Verbs.Program} operator list");
}
