namespace SmsBridge.Operators.SecondFactors;

/// <summary>Where the forms of the second factor are. An address that only takes a form leads, where a browser asks for it, to where the form begins.</summary>
internal static class SecondFactorEndpoints
{
    public static void MapSignInSteps(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(OperatorPaths.SignInCode, (HttpContext context, SignInSteps steps) => steps.TakeCodeAsync(context)).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(OperatorPaths.SignInSetUp, (HttpContext context, SignInSteps steps) => steps.TakeSetUpAsync(context)).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet(OperatorPaths.SignInCode, () => TypedResults.Redirect(OperatorPaths.SignIn)).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet(OperatorPaths.SignInSetUp, () => TypedResults.Redirect(OperatorPaths.SignIn)).AllowAnonymous().ExcludeFromDescription();
    }

    public static void MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("").RequireAuthorization(Policies.Viewer).ForPasswordsOnly().ExcludeFromDescription();
        own.MapGet(OperatorPaths.SecondFactor, (HttpContext context, SecondFactorForms forms) => forms.ShowAsync(context));
        own.MapPost(OperatorPaths.SecondFactor, (HttpContext context, SecondFactorForms forms) => forms.BeginAsync(context));
        own.MapGet(OperatorPaths.SecondFactorProof, () => TypedResults.Redirect(OperatorPaths.SecondFactor));
        own.MapPost(OperatorPaths.SecondFactorProof, (HttpContext context, SecondFactorForms forms) => forms.ProveAsync(context));
    }
}
