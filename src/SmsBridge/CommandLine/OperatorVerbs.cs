using SmsBridge.Operators;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge operator list|add|reset|disable|enable</c>. On the audit as "command line".</summary>
internal sealed class OperatorVerbs(OperatorStore store, OperatorPasswords passwords)
{
    public async Task<int> ListAsync(VerbOutput output, CancellationToken cancellationToken)
    {
        var operators = (await store.ListAsync(cancellationToken)).Select(OperatorView.Of).ToList();
        output.Result(new OperatorListView(operators), ResultJson.Of.OperatorListView, list => Tell(output, list.Operators));
        return ExitCodes.Done;
    }

    public async Task<int> AddAsync(
        VerbOutput output, string name, OperatorRole role, TenantScope scope, bool fromStdin, CancellationToken cancellationToken)
    {
        if (OperatorRights.CheckName(name) is { } problem)
        {
            return output.Refuse($"NAME: {problem}", ExitCodes.Usage);
        }

        if (await store.FindAsync(name, cancellationToken) is not null)
        {
            return Taken(output, name);
        }

        var (password, exitCode) = await PasswordAsync(output, name, fromStdin, cancellationToken);
        if (password is null)
        {
            return exitCode;
        }

        return await store.AddAsync(Actor.CommandLine, name, passwords.Hash(password), role, scope) == OperatorOutcome.Done
            ? Tell(output, new OperatorPasswordView(name, OperatorRights.Describe(role, scope), fromStdin ? null : password), $"Operator {name} is added")
            : Taken(output, name);
    }

    public async Task<int> ResetAsync(VerbOutput output, string name, bool fromStdin, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(name, cancellationToken) is not { } known)
        {
            return Unknown(output, name);
        }

        var (password, exitCode) = await PasswordAsync(output, known.Name, fromStdin, cancellationToken);
        if (password is null)
        {
            return exitCode;
        }

        return await store.ResetPasswordAsync(Actor.CommandLine, name, passwords.Hash(password)) == OperatorOutcome.Done
            ? Tell(output, new OperatorPasswordView(known.Name, known.Rights, fromStdin ? null : password), $"Operator {known.Name} has a new password; its sessions end within seconds")
            : Unknown(output, name);
    }

    public async Task<int> SetDisabledAsync(VerbOutput output, string name, bool disabled)
    {
        switch (await store.SetDisabledAsync(Actor.CommandLine, name, disabled))
        {
            case OperatorOutcome.Done:
                output.Result(
                    new OperatorChangedView(name, disabled ? "disabled" : "enabled"), ResultJson.Of.OperatorChangedView,
                    view => output.Line($"Operator {view.Name} is {view.State}{(disabled ? "; its sessions end within seconds." : ".")}"));
                return ExitCodes.Done;
            case OperatorOutcome.LastAdmin:
                return output.Refuse($"{name} is the last admin: add another one first.");
            default:
                return Unknown(output, name);
        }
    }

    private static async Task<(string? Password, int ExitCode)> PasswordAsync(
        VerbOutput output, string name, bool fromStdin, CancellationToken cancellationToken)
    {
        if (!fromStdin)
        {
            return (OperatorPasswords.New(), ExitCodes.Done);
        }

        var reading = await SecretInput.ReadAsync(output.Console, "-", $"Password of {name}", "--password-stdin", cancellationToken);
        return reading.Problem is { } missing ? (null, output.Refuse(missing, reading.ExitCode))
            : OperatorPasswords.CheckRules(reading.Secret, name) is { } weak ? (null, output.Refuse(weak))
            : (reading.Secret, ExitCodes.Done);
    }

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

        output.Table(["Operator", "Role", "Tenants", "State", "Last signed in"], operators.Select(it => new[]
        {
            it.Name, it.Role, it.AllTenants ? "all" : string.Join(", ", it.Tenants), it.State, VerbOutput.At(it.LastSignInAt),
        }));
    }

    private static int Taken(VerbOutput output, string name) =>
        output.Refuse($"Operator {name} exists already. A new password: {Verbs.Program} operator reset {name}.");

    private static int Unknown(VerbOutput output, string name) => output.Refuse($"There is no operator {name}. See: {Verbs.Program} operator list");
}
