namespace EdgeResNet.Shared.Files;

/// <summary>What <see cref="FolderWalk"/> found. Paths are relative to the folder, with <c>/</c>, in <see cref="NaturalOrder"/>.</summary>
/// <param name="Files">Regular files, also behind links.</param>
/// <param name="Folders">Folders in all depths, also behind links.</param>
/// <param name="Odd">What was not entered or opened.</param>
internal sealed record WalkedFolder(IReadOnlyList<string> Files, IReadOnlyList<string> Folders, IReadOnlyList<OddPath> Odd);

/// <summary>A path that a walk passed over.</summary>
/// <param name="Path">Relative to the folder.</param>
/// <param name="Kind"><see cref="PathKind.Missing"/>: a broken link. <see cref="PathKind.Special"/>: a pipe, a socket or a device. <see cref="PathKind.Folder"/>: a link to a folder that is read under another name, or holds this one.</param>
internal sealed record OddPath(string Path, PathKind Kind);
