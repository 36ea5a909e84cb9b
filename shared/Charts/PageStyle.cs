namespace EdgeResNet.Shared.Charts;

/// <summary>The style sheet that all pages share: colours for light and dark, tables, figures, charts.</summary>
internal static class PageStyle
{
    /// <summary>It, followed by the page's own.</summary>
    /// <param name="page">A type of the page's assembly.</param>
    /// <param name="resource">The page's own sheet, embedded there by its project.</param>
    public static string With(Type page, string resource) => Read(typeof(PageStyle), "page.css") + Read(page, resource);

    private static string Read(Type owner, string resource)
    {
        using StreamReader reader = new(owner.Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
