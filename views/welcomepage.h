// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QVBoxLayout;

namespace widelens {

// What an empty window says: how to open something, and what was open before.
class WelcomePage : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomePage(QWidget *parent = nullptr);

    void setRecent(const QStringList &paths); // missing ones are shown, but cannot be opened
    void setSampleAvailable(bool available);

signals:
    void openDirectoryWanted();
    void openFileWanted();
    void sampleWanted();
    void recentWanted(const QString &path);

private:
    QVBoxLayout *m_recent;
    QWidget *m_recentBox;
    QWidget *m_sample;
};

} // namespace widelens
