// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recentruns.h"

#include "app/savedsetting.h"

#include <QCoreApplication>
#include <QDir>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr qsizetype kMost = 10;

QStringList recentRuns()
{
    return savedSetting(u"recent"_s).toStringList();
}

void rememberRun(const QString &path)
{
    if (path == u"-"_s)
        return; // standard input does not come again
    const QString absolute = QDir(path).absolutePath();
    QStringList paths = recentRuns();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    saveSetting(u"recent"_s, paths.mid(0, kMost));
}

void forgetRuns()
{
    saveSetting(u"recent"_s, {});
}

QString samplePath()
{
    const QString here = QCoreApplication::applicationDirPath();
    for (const QString &path : { here + u"/../share/widelens/sample"_s, QStringLiteral(WIDELENS_SAMPLE) }) {
        if (!QDir(path).isEmpty())
            return QDir::cleanPath(path);
    }
    return {};
}

} // namespace widelens
